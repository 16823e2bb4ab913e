import { createAnalyzer } from '../../core/analysis/analyzer.ts';
import type { RowResult } from '../../core/analysis/row.ts';
import { addVote, noVotes, type LanguageVotes } from '../../core/analysis/output-language.ts';
import { createMarker } from '../../core/cohorts/mark-row.ts';
import { addToTally, emptyTally, type Tally } from '../../core/cohorts/tally.ts';
import { emptyWorst, kindOf, offerCase, rankOf, type Worst } from '../../core/cohorts/worst.ts';
import { tiers } from '../../core/signals/tier.ts';
import { caseOf } from './case.ts';
import { groupingsOf, type AnalysisOptions } from './options.ts';
import type { Block } from './line-blocks.ts';
import { createLineWriter } from './line-writer.ts';
import { closing, firstEnd, outputLine } from './output-row.ts';
import { rowTexts } from './row-text.ts';
import { createSessionReader, partOf, writeSessionRow } from './session-record.ts';

/** What came of a block; rows are counted from 0 within it. */
export type BlockResult = {
  /** The lines of `analyzed.jsonl`, valid until the next block. */
  written: Buffer;
  /** One for each accepted row: its place in `tiers`. */
  tiers: Uint8Array;
  /** Line of the first accepted row, or of each one where they do not follow one another. */
  lines: number | number[];
  rejects: { line: number; reason: string }[];
  /** The rows of sessions as lines, by the part that the session belongs to. */
  sessions: Map<number, string>;
  tally: Tally;
  worst: Worst;
  /** Only where the language is to be chosen. */
  votes: LanguageVotes;
};

export type AnalyzeBlock = (block: Block, source: number) => BlockResult;

/** Everything that is done row by row, under one configuration. */
export function createBlockAnalyzer(options: AnalysisOptions): AnalyzeBlock {
  const analyze = createAnalyzer(options.config);
  const mark = createMarker(options.config.signals, options.calibration);
  const sessionOf = createSessionReader();
  const writer = createLineWriter();
  const groupings = groupingsOf(options);

  return ({ bytes, lines }, source) => {
    const marks: number[] = [];
    const rowLines: number[] = [];
    const result: Omit<BlockResult, 'written' | 'tiers' | 'lines'> = { rejects: [], sessions: new Map(), tally: emptyTally(groupings), worst: emptyWorst(), votes: noVotes() };
    let place = -1;
    for (const found of rowTexts(bytes)) {
      place += 1;
      const line = typeof lines === 'number' ? lines + place : lines[place]!;
      if (found === undefined) continue;
      const read = 'text' in found ? readRow(analyze, line, found.text) : { reject: { line, reason: found.reason } };
      if ('reject' in read) {
        result.rejects.push(read.reject);
        continue;
      }
      const { raw, row } = read;
      const session = sessionOf(raw);
      const marked = mark(row, session !== undefined);
      const index = marks.length;
      addToTally(result.tally, marked);
      if (options.language === 'auto') addVote(result.votes, row);
      if (session !== undefined) {
        const part = partOf(session);
        result.sessions.set(part, (result.sessions.get(part) ?? '') + writeSessionRow(session, row, marked, index));
      }
      if (marked.tier !== 'none') {
        const shown = { model: marked.groups.model, tier: marked.tier, signals: marked.signals, row: index };
        offerCase(result.worst, kindOf(shown), rankOf(shown), () => caseOf({ ...row, ...shown, source, line, date: marked.groups.pt }));
      }
      rowLines.push(line);
      marks.push(tiers.indexOf(marked.tier));
      writer.add(outputLine(row, marked, options), closing, firstEnd(session === undefined ? null : marked.tier));
    }
    return { written: writer.take(), tiers: Uint8Array.from(marks), lines: compact(rowLines), ...result };
  };
}

function compact(lines: number[]): number | number[] {
  const [first] = lines;
  return first !== undefined && lines.at(-1) === first + lines.length - 1 ? first : lines;
}

function readRow(analyze: (line: number, raw: unknown) => RowResult, line: number, text: string): RowResult & { raw?: unknown } {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which may hold anything.
    return { reject: { line, reason: 'broken JSON' } };
  }
  return { ...analyze(line, raw), raw };
}
