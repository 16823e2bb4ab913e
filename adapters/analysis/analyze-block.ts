import { createBatchAnalyzer, type RawRow } from '../../core/analysis/analyzer.ts';
import { addVote, noVotes, type LanguageVotes } from '../../core/analysis/output-language.ts';
import { createMarker } from '../../core/cohorts/mark-row.ts';
import { addToTally, emptyTally, type Tally } from '../../core/cohorts/tally.ts';
import { emptyWorst, kindOf, offerCase, rankOf, type Worst } from '../../core/cohorts/worst.ts';
import { tiers } from '../../core/signals/tier.ts';
import { caseOf } from './case.ts';
import { groupingsOf, type AnalysisOptions } from './options.ts';
import type { Block } from './line-blocks.ts';
import { createLineWriter } from './line-writer.ts';
import { closing, earlierVerdict, firstEnd, outputLine } from './output-row.ts';
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

/** Rows that go through each step together: more no longer fit beside the code into the processor's cache. */
const batchRows = 32;

/** Everything that is done row by row, under one configuration. */
export function createBlockAnalyzer(options: AnalysisOptions): AnalyzeBlock {
  const analyze = createBatchAnalyzer(options.config);
  const mark = createMarker(options.config.signals, options.calibration);
  const sessionOf = createSessionReader();
  const writer = createLineWriter();
  const groupings = groupingsOf(options);

  return (block, source) => {
    const marks: number[] = [];
    const rowLines: number[] = [];
    const result: Omit<BlockResult, 'written' | 'tiers' | 'lines'> = { rejects: [], sessions: new Map(), tally: emptyTally(groupings), worst: emptyWorst(), votes: noVotes() };

    const addBatch = (batch: readonly RawRow[]): void => {
      const accepted = analyze(batch).flatMap((found, place) => {
        if ('row' in found) return [{ row: found.row, session: sessionOf(batch[place]!.raw) }];
        result.rejects.push(found.reject);
        return [];
      });
      const rows = accepted.map(({ row, session }) => ({ row, session, marked: mark(row, session !== undefined, session === undefined ? earlierVerdict(row.columns, options) : {}) }));
      for (const { row, marked } of rows) {
        addToTally(result.tally, marked);
        if (options.language === 'auto') addVote(result.votes, row);
      }
      for (const { row, session, marked } of rows) {
        const index = marks.length;
        if (session !== undefined) {
          const part = partOf(session);
          result.sessions.set(part, (result.sessions.get(part) ?? '') + writeSessionRow(session, row, marked, index));
        }
        if (marked.tier !== 'none') {
          const shown = { model: marked.groups.model, tier: marked.tier, signals: marked.signals, row: index };
          offerCase(result.worst, kindOf(shown), rankOf(shown), () => caseOf({ ...row, ...shown, source, date: marked.groups.pt }));
        }
        rowLines.push(row.line);
        marks.push(tiers.indexOf(marked.tier));
      }
      for (const { row, session, marked } of rows) writer.add(outputLine(row, marked, options, session !== undefined), closing, firstEnd(session === undefined ? null : marked.tier));
    };

    let batch: RawRow[] = [];
    for (const read of parsedRows(block)) {
      if ('raw' in read && batch.push(read) < batchRows) continue;
      addBatch(batch);
      batch = [];
      // In its turn, after what stands before it.
      if ('reason' in read) result.rejects.push(read);
    }
    addBatch(batch);
    return { written: writer.take(), tiers: Uint8Array.from(marks), lines: compact(rowLines), ...result };
  };
}

/** The rows of a block as they were parsed, and the lines that are none. */
function* parsedRows({ bytes, lines }: Block): Generator<RawRow | { line: number; reason: string }> {
  let place = -1;
  for (const found of rowTexts(bytes)) {
    place += 1;
    if (found === undefined) continue;
    const line = typeof lines === 'number' ? lines + place : lines[place]!;
    if ('reason' in found) yield { line, reason: found.reason };
    else {
      let raw: unknown;
      try {
        raw = JSON.parse(found.text);
      } catch {
        // The parser's own message quotes the text, which may hold anything.
        yield { line, reason: 'broken JSON' };
        continue;
      }
      yield { line, raw };
    }
  }
}

function compact(lines: number[]): number | number[] {
  const [first] = lines;
  return first !== undefined && lines.at(-1) === first + lines.length - 1 ? first : lines;
}
