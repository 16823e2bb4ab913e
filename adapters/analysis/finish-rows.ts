import { createReadStream } from 'node:fs';
import { groupsOf } from '../../core/cohorts/groups.ts';
import { reopenInTally, type Tally } from '../../core/cohorts/tally.ts';
import { kindOf, offerCase, rankOf, type Worst } from '../../core/cohorts/worst.ts';
import { detectSignals } from '../../core/signals/detect.ts';
import { unknownFacts } from '../../core/signals/facts.ts';
import { limitsFor } from '../../core/signals/limits.ts';
import type { Language } from '../../core/signals/reason-text.ts';
import type { Signal } from '../../core/signals/signal.ts';
import { tierOf, type Tier } from '../../core/signals/tier.ts';
import { bySignalOrder } from '../../core/signals/table/index.ts';
import type { ByteFile } from './byte-file.ts';
import { caseOf } from './case.ts';
import { lineEnds, writtenRow } from './output-row.ts';
import type { AnalysisOptions } from './options.ts';
import type { RowMark, RowMarks } from './row-marks.ts';

const newline = 0x0a;

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

/** Writes the final rows: what the first pass wrote, with what the rest of each row's session says about it. */
export async function finishRows(spool: string, { marks, options, tally, worst, analyzed, slices, language, placeOf, signal }: Finish): Promise<void> {
  const whole = lineEnds({ language });
  let row = 0;
  for await (const line of linesOf(spool)) {
    const mark = marks.at(row);
    const late = mark.askedAgain || mark.endedOnError ? reopen(line, mark, row) : undefined;
    const parts = whole(late?.line ?? line, mark.sessionTier);
    await analyzed.write(...parts);
    const tier = late?.tier ?? mark.tier;
    await slices[tier].write(...parts);
    row += 1;
    if (row % 1_000 === 0) signal.throwIfAborted();
  }

  function reopen(line: Buffer, mark: RowMark, row: number) {
    const written = writtenRow(line, options.format);
    const { signals: config } = options.config;
    const facts = { ...unknownFacts, askedAgain: mark.askedAgain, endedOnError: mark.endedOnError };
    const added = detectSignals(facts, config, limitsFor(null, config, null));
    if (added.length === 0) return { line, tier: mark.tier };
    const signals: Signal[] = [...written.signals, ...added].sort(bySignalOrder);
    const tier = tierOf(signals, config);
    const groups = groupsOf(written);
    reopenInTally(tally, groups, mark.tier, tier, added);
    if (tier !== 'none') {
      const shown = { model: groups.model, tier, signals, row };
      offerCase(worst, kindOf(shown), rankOf(shown), () => caseOf({ ...written, ...shown, ...placeOf(row), date: groups.pt }));
    }
    return { line: written.rewrite(tier, signals), tier };
  }
}

async function* linesOf(path: string): AsyncGenerator<Buffer> {
  let tail: Buffer[] = [];
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      yield tail.length === 0 ? chunk.subarray(start, end) : Buffer.concat([...tail, chunk.subarray(start, end)]);
      tail = [];
      start = end + 1;
    }
    if (start < chunk.length) tail.push(chunk.subarray(start));
  }
}
