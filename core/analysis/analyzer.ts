import type { InputFault } from '../errors/input-error.ts';
import type { RowFormat } from '../interaction/formats/format.ts';
import { analyzedFormats } from '../interaction/formats/index.ts';
import { describeFound } from '../interaction/found.ts';
import { maxRowDepth, nestsDeeper, tooDeep } from '../interaction/row-depth.ts';
import { createRowRedactor, type RedactedRow } from '../privacy/redact-row.ts';
import { createRedactor } from '../privacy/redact-text.ts';
import type { AnalyzeConfig } from './config.ts';
import { asLogged } from './as-logged.ts';
import type { Draft } from './operators.ts';
import { operators } from './operators.ts';
import { fieldName, rejectReason } from './reject-reason.ts';
import type { RowResult } from './row.ts';

/** A row of a log as it was parsed; `line` is its place in the input, from 1. */
export type RawRow = { line: number; raw: unknown };
type Rejected = Extract<RowResult, { reject: unknown }>;

/**
 * A function that turns parsed rows of any log into what is stored and shown of them, or says why it cannot: a result for each,
 * in order. They are redacted before anything else looks at them. Pure, but for memory of its own between rows; build one for
 * each worker.
 *
 * Each step sees all rows before the next step sees any: some dozens of rows at once take a quarter less time than one by one,
 * since the processor keeps a step's code and tables at hand, and the rows themselves still fit beside them.
 *
 * @param pseudonymKey makes the stand-ins of declared users and sessions (`u_…`, `s_…`); without it they are `[USER]` and `[SESSION]`
 */
export function createBatchAnalyzer(config: AnalyzeConfig, { pseudonymKey }: { pseudonymKey?: string } = {}): (rows: readonly RawRow[]) => RowResult[] {
  const redact = createRowRedactor(createRedactor(config.redact), pseudonymKey);
  const off = new Set<string>(config.operators_off);
  const steps = operators.filter(({ name }) => !off.has(name)).map(({ create }) => create(config));

  const redacted = ({ line, raw }: RawRow): Rejected | ({ line: number } & RedactedRow) => {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return rejected(line, { found: describeFound(raw), expected: 'an object' });
    if (nestsDeeper(raw, maxRowDepth)) return rejected(line, tooDeep);
    return { line, ...redact(asLogged(raw as Record<string, unknown>)) };
  };
  return (rows) => {
    const drafts = rows.map(redacted).map((row) => ('reject' in row ? row : draftOf(row)));
    for (const step of steps) for (const one of drafts) if (!('reject' in one)) step(one);
    return drafts.map((one): RowResult => {
      if ('reject' in one) return one;
      const { line, columns, text, dialog_history, query, response, meta, stats, redactions } = one;
      return { row: { line, columns, text, dialog_history, query, response, meta, stats, redactions } };
    });
  };
}

/** The same for one row at a time. */
export function createAnalyzer(config: AnalyzeConfig, options: { pseudonymKey?: string } = {}): (line: number, raw: unknown) => RowResult {
  const analyze = createBatchAnalyzer(config, options);
  return (line, raw) => analyze([{ line, raw }])[0]!;
}

const rejected = (line: number, fault: InputFault): Rejected => ({ reject: { line, reason: rejectReason(fault) } });

function draftOf({ line, columns, redactions }: { line: number } & RedactedRow): Rejected | (Draft & { line: number } & Pick<RedactedRow, 'redactions'>) {
  const format = formatOf(columns);
  if (format === undefined) return rejected(line, unknownRow(columns));
  const exchange = format.read(columns);
  if ('fault' in exchange) return rejected(line, exchange.fault);
  if (exchange.turns.length === 0) return rejected(line, { found: 'no message', expected: 'at least one' });
  return { line, redactions, columns, exchange, text: '', dialog_history: [], query: '', response: '', meta: { agent_format: format.name }, stats: {} };
}

type ReadableFormat = RowFormat & Required<Pick<RowFormat, 'read'>>;
const readable = analyzedFormats.filter((format): format is ReadableFormat => format.read !== undefined);
/** The format of a (redacted) row of any log. */
export const formatOf = (row: Record<string, unknown>): ReadableFormat | undefined => readable.find((format) => format.detect(row));

function unknownRow(row: Record<string, unknown>): InputFault {
  const names = Object.keys(row).slice(0, 6).map(fieldName);
  if ('interaction_id' in row || 'metric_name' in row) return { found: 'feedback without its interaction', expected: 'a logged interaction' };
  return { found: names.length === 0 ? 'an empty object' : `fields ${names.join(', ')}`, expected: 'a log row, e.g. {messages, response_choices}, {request, response} or {user_input, agent_output}' };
}
