import type { Tokens } from './tokens.ts';
import { readTokens } from './tokens.ts';

export type UsageReports = {
  /** Of single messages: each is a call of its own. */
  calls: readonly unknown[];
  /** Of the row, wherever they stand: all of them speak of the same. */
  row: readonly unknown[];
  /** Whether the message that the row's report may repeat is among `calls`: the reply is a message, not apart from them. */
  replyAmongCalls: boolean;
};

const add = (a: number | undefined, b: number | undefined): number | undefined => (a === undefined ? b : b === undefined ? a : a + b);
const sum = (a: Tokens, b: Tokens): Tokens => ({ prompt: add(a.prompt, b.prompt), completion: add(a.completion, b.completion), total: add(a.total, b.total) });
const equal = (a: Tokens, b: Tokens): boolean => a.prompt === b.prompt && a.completion === b.completion && a.total === b.total;
const covers = (a: Tokens, b: Tokens): boolean => (a.total ?? 0) >= (b.total ?? 0) && (a.prompt ?? 0) >= (b.prompt ?? 0) && (a.completion ?? 0) >= (b.completion ?? 0);

/**
 * What a row cost in tokens. A call that is reported at its message and at the row counts once; two calls with equal
 * numbers count twice. Undefined when nothing was reported.
 */
export function sumUsage({ calls, row, replyAmongCalls }: UsageReports): Tokens | undefined {
  const each = calls.map(readTokens).filter((tokens) => tokens !== undefined);
  // Two reports of the row that differ are the last call's and the whole's: the greater is the whole's.
  const reports = row.map(readTokens).filter((tokens) => tokens !== undefined).sort((one, other) => (one.total ?? 0) - (other.total ?? 0));
  const [least, whole] = [reports[0], reports.at(-1)];
  if (each.length === 0) return whole;
  const summed = each.reduce(sum);
  if (whole === undefined || least === undefined) return summed;
  if (replyAmongCalls) return equal(whole, each.at(-1)!) || !covers(whole, summed) ? summed : whole;
  // The row speaks of the reply, which none of the messages is: unless it says exactly their sum, or the sum with the reply's own beside it.
  const saysAll = (each.length > 1 && equal(whole, summed)) || (!equal(least, whole) && covers(whole, sum(summed, least)));
  return saysAll ? whole : sum(summed, whole);
}
