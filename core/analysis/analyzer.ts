import type { InputFault } from '../errors/input-error.ts';
import { describeFault } from '../errors/input-error.ts';
import type { RowFormat } from '../interaction/formats/format.ts';
import { analyzedFormats } from '../interaction/formats/index.ts';
import { describeFound } from '../interaction/found.ts';
import { categories } from '../privacy/detector.ts';
import { replaceIds, replaceOwnIds } from '../privacy/own-ids.ts';
import { createRedactor } from '../privacy/redact-text.ts';
import { redactWith } from '../privacy/redact-value.ts';
import type { AnalyzeConfig } from './config.ts';
import { declaredEntry, declaredIds, isReference } from './declared-ids.ts';
import type { Draft } from './operators.ts';
import { operators } from './operators.ts';
import type { Redaction, RowResult } from './row.ts';

/** Rows nested deeper are no logs. */
export const maxRowDepth = 200;
const minSoughtId = 6;
const everyCategory: ReadonlySet<string> = new Set(categories);

/**
 * A function that turns one parsed row of any log into what is stored and shown of it, or says why it cannot. It is
 * redacted before anything else looks at it. Pure, but for memory of its own between rows; build one for each worker.
 *
 * @param pseudonymKey makes the stand-ins of declared users and sessions (`u_…`, `s_…`); without it they are `[USER]` and `[SESSION]`
 */
export function createAnalyzer(config: AnalyzeConfig, { pseudonymKey }: { pseudonymKey?: string } = {}): (line: number, raw: unknown) => RowResult {
  const { redact, keep } = createRedactor(config.redact);
  const off = new Set<string>(config.operators_off);
  const steps = operators.filter(({ name }) => !off.has(name)).map(({ create }) => create(config));

  const redacted = (raw: Record<string, unknown>): { columns: Record<string, unknown>; redactions: Redaction[] } => {
    const redactions = new Map<string, Redaction>();
    const found = (category: string, count: number, path: readonly (string | number)[]): void => {
      const field = fieldName(path);
      const known = redactions.get(`${category} ${field}`);
      if (known === undefined) redactions.set(`${category} ${field}`, { category, field, count });
      else known.count += count;
    };
    const learned = new Map<string, string>();
    const columns = redactWith(raw, {
      redact,
      keep,
      found,
      before: replaceOwnIds(declaredIds(raw)),
      mention: 'USER_ID',
      entry: (key, value, path) => declaredEntry(key, value, path, pseudonymKey),
      // Names without a digit are words of the language too often.
      learned: (category, id) => id.length >= minSoughtId && /\d/.test(id) && learned.set(id, redact(`[${category}]`).text),
      isReference,
    });
    // An id that one field labels is the same id where a text mentions it bare.
    const complete = learned.size === 0 ? columns : redactWith(columns, { redact: (text) => ({ text, counts: {} }), keep: everyCategory, found, before: replaceIds(learned), mention: 'USER_ID' });
    return { columns: complete, redactions: [...redactions.values()] };
  };

  return (line, raw) => {
    const reject = (reason: string): RowResult => ({ reject: { line, reason } });
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return reject(`found ${describeFound(raw)}, expected an object`);
    if (deeper(raw, maxRowDepth)) return reject(`found more than ${maxRowDepth} levels of nesting, expected a log row`);
    const { columns, redactions } = redacted(raw as Record<string, unknown>);
    const format = formatOf(columns);
    if (format === undefined) return reject(describeFault(unknownRow(columns)));
    const exchange = format.read(columns);
    if ('fault' in exchange) return reject(describeFault(exchange.fault));
    if (exchange.turns.length === 0) return reject('found no message, expected at least one');
    const draft: Draft = { columns, exchange, text: '', dialog_history: [], query: '', response: '', meta: { agent_format: format.name }, stats: {} };
    for (const step of steps) step(draft);
    const { text, dialog_history, query, response, meta, stats } = draft;
    return { row: { line, columns, text, dialog_history, query, response, meta, stats, redactions } };
  };
}

type ReadableFormat = RowFormat & Required<Pick<RowFormat, 'read'>>;
const readable = analyzedFormats.filter((format): format is ReadableFormat => format.read !== undefined);
/** The format of a (redacted) row of any log. */
export const formatOf = (row: Record<string, unknown>): ReadableFormat | undefined => readable.find((format) => format.detect(row));

function unknownRow(row: Record<string, unknown>): InputFault {
  const names = Object.keys(row).slice(0, 6).map((name) => describeFound(name).slice(1, -1));
  if ('interaction_id' in row || 'metric_name' in row) return { found: 'feedback without its interaction', expected: 'a logged interaction' };
  return { found: names.length === 0 ? 'an empty object' : `fields ${names.join(', ')}`, expected: 'a log row, e.g. {messages, response_choices}, {request, response} or {user_input, agent_output}' };
}

/** `messages[3].content`; an entry's name may be anything, so long ones are cut. */
function fieldName(path: readonly (string | number)[]): string {
  let name = '';
  for (const step of path) name += typeof step === 'number' ? `[${step}]` : `${name === '' ? '' : '.'}${step.slice(0, 60)}`;
  return name;
}

function deeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Array.isArray(value) ? value.some((inner) => deeper(inner, levels - 1)) : Object.values(value).some((inner) => deeper(inner, levels - 1));
}
