import { storableText } from '../content.ts';
import { parseInstant } from '../instant.ts';
import { feedbackFields, rawFeedback } from '../formats/feedback-row.ts';
import { faultOf } from '../formats/fields.ts';
import type { Exchange } from './exchange.ts';

export type Fields = Record<string, unknown>;

export const objectOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;

/** OTLP's list of attributes, `{key, value: {stringValue}}`, as an object. */
export function attributesOfList(list: readonly unknown[]): Fields {
  const entries = list.flatMap((one): [string, unknown][] => {
    const entry = objectOf(one);
    const value = objectOf(entry?.['value']);
    return typeof entry?.['key'] === 'string' ? [[entry['key'], value === undefined ? entry['value'] : Object.values(value)[0]]] : [];
  });
  return Object.fromEntries(entries);
}

/** The first of several fields that holds a text (or a number, for ids). */
export function textOf(...values: unknown[]): string | undefined {
  for (const value of values) {
    if (typeof value === 'string' && value.trim() !== '') return storableText(value);
    if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  }
  return undefined;
}

/** The first that is a number from 0, also written as a text. */
export function numberOf(...values: unknown[]): number | undefined {
  for (const value of values) {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number) && number >= 0) return number;
  }
  return undefined;
}

export function instantOf(...values: unknown[]): Date | undefined {
  for (const value of values) {
    const at = value === undefined || value === null ? undefined : parseInstant(value);
    if (at !== undefined) return at;
  }
  return undefined;
}

export const newExchange = (): Exchange => ({ turns: [], replyFrom: 0, usage: [], modalities: {}, flags: new Set() });

export type Lineage = { id?: unknown[]; at?: unknown[]; session?: unknown[]; user?: unknown[]; model?: unknown[]; pt?: unknown[]; latencyMs?: unknown[] };

/** Fills in who, when and which model, each from the first of its places that says so. */
export function setLineage(exchange: Exchange, from: Lineage): void {
  const id = textOf(...(from.id ?? []));
  const at = instantOf(...(from.at ?? []));
  const session = textOf(...(from.session ?? []));
  const user = textOf(...(from.user ?? []));
  const model = textOf(...(from.model ?? []));
  const pt = textOf(...(from.pt ?? []));
  const latencyMs = numberOf(...(from.latencyMs ?? []));
  if (id !== undefined) exchange.id = id;
  if (at !== undefined) exchange.at = at;
  if (session !== undefined) exchange.session = session;
  if (user !== undefined) exchange.user = user;
  if (model !== undefined) exchange.model = model;
  if (pt !== undefined) exchange.pt = pt;
  if (latencyMs !== undefined) exchange.latencyMs = latencyMs;
}

const feedbackColumns = ['feedback', 'rating', 'thumbs', 'user_feedback'];

/**
 * Sets the feedback that a row carries itself, `{rating, thumbs, user_feedback, feedback: {rating, thumbs, text, correction, outcome}}`,
 * where it carries any. A part that is none of what it should be is left out, and named in `wrongFeedback`.
 */
export function setFeedback(exchange: Exchange, row: Fields): void {
  if (feedbackColumns.every((name) => row[name] === undefined || row[name] === null)) return;
  const inner = objectOf(row['feedback']) ?? {};
  const given: Fields = { ...inner, rating: inner['rating'] ?? row['rating'], thumbs: inner['thumbs'] ?? row['thumbs'], text: inner['text'] ?? inner['comment'] ?? row['user_feedback'] };
  for (const name of Object.keys(given)) if (given[name] === '') given[name] = undefined;
  for (;;) {
    const parsed = feedbackFields.safeParse(given);
    if (parsed.success) {
      const feedback = rawFeedback(parsed.data);
      if (feedback !== undefined) exchange.feedback = feedback;
      return;
    }
    const fault = faultOf(parsed.error, given);
    const wrong = String(parsed.error.issues[0]?.path[0]);
    exchange.wrongFeedback ??= { ...fault, field: `${wrong in inner ? 'feedback.' : ''}${fault.field ?? ''}` };
    exchange.flags.add('unreadable_feedback');
    given[wrong] = undefined;
  }
}

/** The reports of tokens among some fields, also where they were logged as their JSON text. */
export const usageIn = (...fields: unknown[]): unknown[] => fields.map(unwrapJson).filter((usage) => usage !== undefined && usage !== null);

/** Adds the reply of an agent that gave nothing. A row of which nobody knows the reply has none, not even this. */
export function addEmptyReply({ turns }: Pick<Exchange, 'turns'>): void {
  turns.push({ role: 'assistant', text: '' });
}

/** Where the reply begins when nothing marks it: the last message, if the agent wrote it. */
export const trailingReply = ({ turns }: Pick<Exchange, 'turns'>): number => (turns.at(-1)?.role === 'assistant' ? turns.length - 1 : turns.length);

/** A value that may have been logged as its JSON text. */
export function unwrapJson(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
