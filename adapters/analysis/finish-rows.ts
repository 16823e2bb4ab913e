import { groupsOf } from '../../core/cohorts/groups.ts';
import { reopenInTally, type Tally } from '../../core/cohorts/tally.ts';
import { kindOf, offerCase, rankOf, replaceCase, withdrawCase, type Worst } from '../../core/cohorts/worst.ts';
import { detectSignals } from '../../core/signals/detect.ts';
import { unknownFacts } from '../../core/signals/facts.ts';
import { limitsFor } from '../../core/signals/limits.ts';
import type { Language } from '../../core/signals/reason-text.ts';
import type { Signal } from '../../core/signals/signal.ts';
import { tierOf, tiers, type Tier } from '../../core/signals/tier.ts';
import { bySignalOrder } from '../../core/signals/table/index.ts';
import type { ByteFile } from './byte-file.ts';
import { caseOf } from './case.ts';
import { closing, firstEnd, lineEnds, writtenRow } from './output-row.ts';
import type { AnalysisOptions } from './options.ts';
import type { RowMark, RowMarks } from './row-marks.ts';
import { readSpools, type SpooledLines } from './spool.ts';

type Finish = {
  marks: RowMarks;
  options: AnalysisOptions;
  tally: Tally;
  worst: Worst;
  analyzed: ByteFile;
  slices: Record<Tier, ByteFile>;
  /** The chosen language where it was to be chosen. */
  language: Language | null;
  /** Where a row came from: known only to whoever read it. */
  placeOf: (row: number) => { source: number; line: number };
  signal: AbortSignal;
};

/**
 * Writes the final rows: what the first pass wrote, with what the rest of each row's session says about it. Most rows stay
 * as they are, and what lies between two that change is copied in one piece.
 */
export async function finishRows(spooled: readonly SpooledLines[], { marks, options, tally, worst, analyzed, slices, language, placeOf, signal }: Finish): Promise<void> {
  const endOf = lineEnds({ language });
  /** Kinds of cases of which a row that follows has to stand for the others: those that were kept are of another kind now. */
  const bare = new Set<string>();
  let row = 0;
  for await (const bytes of readSpools(spooled)) {
    signal.throwIfAborted();
    const all = pieces(bytes);
    const slice = { high_precision: pieces(bytes), watchlist: pieces(bytes), none: pieces(bytes) };
    for (let start = 0, end = 0; start < bytes.length; start = end, row++) {
      end = bytes.indexOf(newline, start) + 1;
      const mark = marks.at(row);
      const firstTier = mark.sessionTier === null ? null : mark.tier;
      const late = mark.askedAgain || mark.endedOnError;
      if (!late && mark.tier !== 'none' && bare.size > 0) standIn(bytes.subarray(start, end - firstEnd(firstTier).length), mark.tier, row);
      if (!late && language === null && mark.sessionTier === firstTier) {
        all.keep(start, end);
        slice[mark.tier].keep(start, end);
      } else {
        const head = bytes.subarray(start, end - firstEnd(firstTier).length);
        const { line, tier } = late ? reopen(head, mark, row) : { line: head, tier: mark.tier };
        all.add(line, endOf(mark.sessionTier));
        slice[tier].add(line, endOf(mark.sessionTier));
      }
    }
    await Promise.all([[analyzed, all.take()] as const, ...tiers.map((tier) => [slices[tier], slice[tier].take()] as const)].map(async ([file, parts]) => {
      await file.write(...parts);
      await file.flush();
    }));
  }

  /** @param line without its end, as what is returned */
  function reopen(line: Buffer, mark: RowMark, row: number) {
    const written = writtenRow(Buffer.concat([line, braces]), options.format);
    const { signals: config } = options.config;
    const facts = { ...unknownFacts, askedAgain: mark.askedAgain, endedOnError: mark.endedOnError };
    const added = detectSignals(facts, config, limitsFor(null, config, null));
    if (added.length === 0) return { line, tier: mark.tier };
    const signals: Signal[] = [...written.signals, ...added].sort(bySignalOrder);
    const tier = tierOf(signals, config);
    const groups = groupsOf(written);
    reopenInTally(tally, groups, mark.tier, tier, added);
    const before = kindOf({ model: groups.model, signals: written.signals });
    if (mark.tier !== 'none' && withdrawCase(worst, before, row)) bare.add(before);
    if (tier !== 'none') {
      const shown = { model: groups.model, tier, signals, row };
      bare.delete(kindOf(shown));
      offerCase(worst, kindOf(shown), rankOf(shown), () => caseOf({ ...written, ...shown, ...placeOf(row), date: groups.pt }));
    }
    return { line: written.rewrite(tier, signals).subarray(0, -closing), tier };
  }

  function standIn(line: Buffer, tier: Tier, row: number): void {
    const written = writtenRow(Buffer.concat([line, braces]), options.format);
    const { model, pt } = groupsOf(written);
    const kind = kindOf({ model, signals: written.signals });
    if (bare.delete(kind)) replaceCase(worst, kind, () => caseOf({ ...written, model, tier, row, ...placeOf(row), date: pt }));
  }
}

const newline = 0x0a;
const braces = Buffer.from('}}');

/** Parts of a file to be: stretches of `bytes`, neighbours in one piece, and others in between. */
function pieces(bytes: Buffer) {
  const parts: Uint8Array[] = [];
  let [from, to] = [0, 0];
  const settle = (): void => {
    if (to > from) parts.push(bytes.subarray(from, to));
  };
  return {
    keep(start: number, end: number): void {
      if (start !== to) {
        settle();
        from = start;
      }
      to = end;
    },
    add(...others: readonly Uint8Array[]): void {
      settle();
      from = to;
      parts.push(...others);
    },
    take(): Uint8Array[] {
      settle();
      return parts;
    },
  };
}
