import { failureIn, failureOpening } from './failure-text.ts';

export type ToolOutcome = 'success' | 'fail' | 'unknown';
/** How a call ended and what says so (a field's name or a pattern's), never its text. */
export type JudgedResult = { outcome: ToolOutcome; by: string };

/**
 * Whether a tool's result says that the call failed: by the log's flag, by its fields where it is JSON, else by patterns in
 * its text that name a failure (never by the mere word: "0 failed, 12 passed" and "Exception handling guide" succeeded).
 * An empty result is unknown.
 */
export function toolOutcome(content: string, isError?: boolean): JudgedResult {
  if (isError === true) return { outcome: 'fail', by: 'is_error' };
  const judged = judgeText(content, 0);
  // A flag that says "no error" is the transport's; a failure inside the result is the tool's own word.
  return judged.outcome === 'unknown' && isError === false ? { outcome: 'success', by: 'is_error' } : judged;
}

/** How deep a result is looked into: lists, envelopes, and texts that hold JSON. */
const maxNesting = 6;
const success = (by: string): JudgedResult => ({ outcome: 'success', by });
const fail = (by: string): JudgedResult => ({ outcome: 'fail', by });
const nothing: JudgedResult = { outcome: 'unknown', by: 'empty' };

function judgeText(content: string, nesting: number): JudgedResult {
  const text = content.trim();
  if (text === '' || text === 'null' || text === 'None') return nothing;
  const json = jsonIn(text);
  if (json !== undefined && nesting < maxNesting) {
    try {
      return judgeValue(JSON.parse(json), nesting + 1);
    } catch {
      if (literalFailure.test(json.slice(0, 4_000))) return fail('error');
    }
  }
  // JSON that a logger cut off: its first fields say what it is.
  if (json === undefined && /^[[{]/.test(text) && literalFailure.test(text.slice(0, 200))) return fail('error');
  const by = failureIn(text);
  return by === undefined ? success('text') : fail(by);
}

/** What looks like JSON: the whole text, or the data of a server-sent event. */
function jsonIn(text: string): string | undefined {
  const value = text.startsWith('data:') ? text.slice(5).trimStart() : text;
  return /^[[{"]/.test(value) && /[\]}"]$/.test(value) ? value : undefined;
}

/** A failure in what is no JSON after all, but a Python literal or cut off. */
const literalFailure = /['"](?:error|exception)['"]\s{0,3}:(?!\s{0,3}(?:(['"])(?:none|null|no|false|ok|success)?\1|None|null|False|false|0|\[\]|\{\})\s{0,3}[,}\]])|['"](?:success|ok)['"]\s{0,3}:\s{0,3}[Ff]alse\b|['"]status(?:_code|Code)?['"]\s{0,3}:\s{0,3}['"]?[45]\d\d\b/;

/** Fields that say how a call ended, in the order in which they are believed. */
const named = {
  failed: ['isError', 'is_error', 'timed_out', 'timedOut'],
  good: ['success', 'ok', 'succeeded'],
  error: ['error', 'errors', 'exception', 'error_message', 'errorMessage', 'error_msg', 'errmsg', 'error_code', 'errorCode', 'errcode', 'traceback'],
  exit: ['exit_code', 'exitCode', 'returncode', 'return_code'],
  state: ['status', 'status_code', 'statusCode', 'http_status', 'state', 'result'],
  /** What the tool returned, where somebody wrapped it. */
  inner: ['result', 'results', 'data', 'output', 'response', 'content', 'text', 'stderr'],
  /** What is said about it: a failure where it begins as one. */
  remark: ['message', 'msg', 'detail', 'body'],
} as const;

/** Not "cancelled" or "rejected": an order may be that, and the call that says so has succeeded. */
const failedWords = new Set(['error', 'failed', 'failure', 'fail', 'timeout', 'timed_out', 'exception', '失败', '错误', '异常', '超时']);
const goodWords = new Set(['ok', 'success', 'succeeded', 'successful', 'completed', 'complete', 'done', 'passed', '成功']);
const noError = /^(?:0*|none|null|nil|n\/a|no|false|ok|success|no errors?|无|没有|成功)$/i;

/** Whether an error field names an error: one that is empty, zero or "none" in all that it holds does not. */
function isSet(value: unknown, levels = maxNesting): boolean {
  if (typeof value === 'string') return !noError.test(value.trim());
  // A fraction is a measure: a standard error, a rate.
  if (typeof value === 'number') return value !== 0 && Number.isInteger(value);
  return typeof value === 'object' && value !== null ? levels === 0 || Object.values(value).some((inner) => isSet(inner, levels - 1)) : value === true;
}

const isId = (name: string): boolean => /^_?id$|_id$|[a-z]Id$/.test(name) && !/^(?:request|trace|span|call|tool|log|correlation)/i.test(name);
/** A number as logs write it, NaN for anything else. */
const numberOf = (value: unknown): number => (typeof value === 'number' || (typeof value === 'string' && value !== '') ? Number(value) : Number.NaN);
const isHttpFailure = (status: unknown): boolean => numberOf(status) >= 400 && numberOf(status) < 600 && Number.isInteger(numberOf(status));
const isExitFailure = (code: unknown): boolean => Number.isInteger(numberOf(code)) && numberOf(code) !== 0;

/** @param inside the envelope of another value, or a list: what bears an id there is a record, whose state is not the call's */
function judgeValue(value: unknown, nesting: number, inside = false): JudgedResult {
  if (typeof value === 'string') return judgeText(value, nesting);
  if (value === null) return nothing;
  if (typeof value !== 'object' || nesting > maxNesting) return success('value');
  if (Array.isArray(value)) return judgeList(value, nesting);
  const fields = value as Record<string, unknown>;
  const first = (names: readonly string[], says: (found: unknown) => boolean): string | undefined => names.find((name) => fields[name] !== undefined && says(fields[name]));

  const plainly = first(named.failed, (flag) => flag === true) ?? first(named.good, (flag) => flag === false || flag === 'false') ?? first(named.error, (error) => isSet(error))
    ?? first(named.exit, isExitFailure);
  if (plainly !== undefined) return fail(plainly);
  if (!(inside && Object.keys(fields).some(isId))) {
    for (const name of named.state) {
      const state = typeof fields[name] === 'string' ? fields[name].toLowerCase() : undefined;
      if (state !== undefined && goodWords.has(state)) return success(name);
      if ((state !== undefined && failedWords.has(state)) || (/status/i.test(name) && isHttpFailure(fields[name]))) return fail(name);
    }
    if (isHttpFailure(fields['code']) && ['message', 'msg', 'detail', 'reason'].some((name) => name in fields)) return fail('code');
  }
  if (named.good.some((name) => fields[name] === true)) return success('value');
  const within = first(named.inner, (inner) => judgeValue(inner, nesting + 1, true).outcome === 'fail') ?? first(named.remark, (remark) => isFailedRemark(remark, nesting));
  return within === undefined ? success('value') : fail(within);
}

/** A list has failed when all of it has: where one came through, the call did. */
function judgeList(list: readonly unknown[], nesting: number): JudgedResult {
  if (list.length === 0) return success('value');
  const [first, ...others] = list;
  const judged = judgeValue(first, nesting + 1, true);
  return judged.outcome === 'fail' && !others.every((one) => judgeValue(one, nesting + 1, true).outcome === 'fail') ? success('value') : judged;
}

function isFailedRemark(remark: unknown, nesting: number): boolean {
  if (typeof remark === 'string' && jsonIn(remark.trim()) === undefined) return failureOpening(remark) !== undefined;
  return judgeValue(remark, nesting + 1, true).outcome === 'fail';
}
