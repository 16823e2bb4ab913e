import type { SliceRow } from '../adapters/store/slices.ts';
import { csvLine } from '../core/cohorts/csv-cell.ts';
import { lastUserText, type Message } from '../core/interaction/message.ts';

export async function* sliceJson(rows: AsyncIterable<SliceRow>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}

/** What fits into a table: the last question and the reply instead of all messages. */
export async function* sliceCsv(rows: AsyncIterable<SliceRow>): AsyncGenerator<string> {
  yield csvLine(['id', 'at', 'tier', 'session_tier', 'model', 'rating', 'signals', 'evidence', 'question', 'reply']);
  for await (const { id, at, tier, session_tier, model, rating, signals, messages, reply } of rows) {
    const evidence = signals.map(({ code, detail }) => `${code}: ${detail}`).join('; ');
    yield csvLine([id, at.toISOString(), tier, session_tier, model, rating, signals.map(({ code }) => code).join(' '), evidence, lastUserText(messages as Message[]), reply]);
  }
}
