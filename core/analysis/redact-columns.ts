import { categories } from '../privacy/detector.ts';
import { replaceIds, replaceOwnIds } from '../privacy/own-ids.ts';
import type { RedactConfig } from '../privacy/config.ts';
import { createRedactor } from '../privacy/redact-text.ts';
import { redactWith } from '../privacy/redact-value.ts';
import { declaredEntry, declaredIds, isReference } from './declared-ids.ts';
import type { Redaction } from './row.ts';

const minSoughtId = 6;
const everyCategory: ReadonlySet<string> = new Set(categories);

export type RedactedColumns = { columns: Record<string, unknown>; redactions: Redaction[] };

/** A function that redacts a row of any log as it was parsed: its texts, the ids that it declares, and those that its fields label. */
export function createColumnRedactor(config: RedactConfig, pseudonymKey: string | undefined): (raw: Record<string, unknown>) => RedactedColumns {
  const { redact, keep } = createRedactor(config);
  return (raw) => {
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
}

/** `messages[3].content`; an entry's name may be anything, so long ones are cut. */
function fieldName(path: readonly (string | number)[]): string {
  let name = '';
  for (const step of path) name += typeof step === 'number' ? `[${step}]` : `${name === '' ? '' : '.'}${step.slice(0, 60)}`;
  return name;
}
