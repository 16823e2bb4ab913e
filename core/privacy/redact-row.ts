import { declaredEntry, declaredIds, isReference } from './declared-ids.ts';
import { categories } from './detector.ts';
import { replaceIds, replaceOwnIds } from './own-ids.ts';
import type { OwnIds } from './own-ids.ts';
import type { Redactor } from './redact-text.ts';
import { redactWith } from './redact-value.ts';

/** What redaction took out of a row: how many of a category, in which field; never the values. */
export type Redaction = { category: string; field: string; count: number };
export type RedactedRow = { columns: Record<string, unknown>; redactions: Redaction[] };

const minSoughtId = 6;
const everyCategory: ReadonlySet<string> = new Set(categories);

/**
 * A function that redacts a row of any log as it was parsed, before anything else looks at its texts: its texts, the ids that it
 * declares, and those that its fields label. A second pass changes nothing.
 *
 * @param pseudonymKey makes the stand-ins of declared users and sessions (`u_…`, `s_…`); without it they are `[USER]` and `[SESSION]`
 * @returns a function of a row and of more ids of its own, as its format knows them
 */
export function createRowRedactor({ redact, keep }: Redactor, pseudonymKey: string | undefined): (raw: Record<string, unknown>, ...more: readonly OwnIds[]) => RedactedRow {
  return (raw, ...more) => {
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
      before: replaceOwnIds(declaredIds(raw), ...more),
      mention: 'USER_ID',
      entry: (key, value, path) => (key === 'logprobs' ? withoutTokens(value) : declaredEntry(raw, key, value, path, pseudonymKey)),
      // Names without a digit are words of the language too often.
      learned: (category, id) => id.length >= minSoughtId && /\d/.test(id) && learned.set(id, redact(`[${category}]`).text),
      isReference,
    });
    // An id that one field labels is the same id where a text mentions it bare.
    const complete = learned.size === 0 ? columns : redactWith(columns, { redact: (text) => ({ text, counts: {} }), keep: everyCategory, found, before: replaceIds(learned), mention: 'USER_ID' });
    return { columns: complete, redactions: [...redactions.values()] };
  };
}

const probabilityFields = new Set(['content', 'refusal', 'logprob', 'top_logprobs', 'token_logprobs']);

/** Log probabilities without the tokens that they are of: piece by piece these are the text, and no rule knows it in pieces. */
function withoutTokens(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTokens);
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).filter(([key]) => probabilityFields.has(key)).map(([key, inner]) => [key, withoutTokens(inner)]));
  return typeof value === 'number' ? value : null;
}

/** `messages[3].content`; an entry's name may be anything, so long ones are cut. */
function fieldName(path: readonly (string | number)[]): string {
  let name = '';
  for (const step of path) name += typeof step === 'number' ? `[${step}]` : `${name === '' ? '' : '.'}${step.slice(0, 60)}`;
  return name;
}
