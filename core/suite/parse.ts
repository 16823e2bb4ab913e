import type { InputFault } from '../errors/input-error.ts';
import { fingerprint } from '../evaluation/fingerprint.ts';
import { contentHash } from '../identity/content-hash.ts';
import { faultOf } from '../interaction/formats/fields.ts';
import { describeFound } from '../interaction/found.ts';
import { lastUserText } from '../interaction/message.ts';
import { redactValue } from '../privacy/redact-value.ts';
import { hardByKind } from './kinds.ts';
import type { SuiteCase } from './suite-case.ts';
import { suiteCaseSchema } from './suite-case.ts';

/** 96 bits: two of a million cases share an id with a probability of about 1e-17. */
const idDigits = 24;

/** A case with its fingerprint, redacted as interactions are: only so do the fingerprints of both agree. */
function finished(raw: Omit<SuiteCase, 'id' | 'fingerprint'> & { id?: string }): SuiteCase {
  // Freezing replaces a group's name by one that says nothing; as a placeholder it would be one with others. A model's name is nobody's.
  const { group, foundModel, ...rest } = raw;
  const { id, ...content } = redactValue(rest, {});
  return {
    id: id ?? `case-${contentHash(content).slice(0, idDigits)}`, ...content,
    ...(group !== undefined && { group }),
    ...(foundModel !== undefined && { foundModel }),
    fingerprint: fingerprint(lastUserText(content.messages)),
  };
}

/** A suite case from a row of JSON lines. */
export function suiteCaseOfRow(row: unknown): SuiteCase | { fault: InputFault } {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return { fault: { found: describeFound(row), expected: 'an object' } };
  const parsed = suiteCaseSchema.safeParse(row);
  if (!parsed.success) return { fault: faultOf(parsed.error, row) };
  const { id, messages, input = '', expected = '', intent, slices, hard, grader, kind, sealed, group, tools, found_model: foundModel } = parsed.data;
  return finished({
    ...(id !== undefined && { id }),
    messages: messages ?? [{ role: 'user', content: input }],
    expected,
    ...(intent !== undefined && { intent }),
    slices: slices ?? {},
    hard: hard ?? (kind !== undefined && hardByKind(kind)),
    ...(grader !== undefined && { grader }),
    ...(kind !== undefined && { kind }),
    ...(tools !== undefined && { tools }),
    ...(sealed !== undefined && { sealed }),
    ...(group !== undefined && { group }),
    ...(foundModel !== undefined && { foundModel }),
  });
}

/** A suite case from a row of a `text,category` table: the category is the expected reply and the intent. */
export function suiteCaseOfLabelled(row: { text?: string; category?: string }): SuiteCase | { fault: InputFault } {
  for (const field of ['text', 'category'] as const) {
    if (!row[field]?.trim()) return { fault: { field, found: describeFound(row[field]), expected: 'a text' } };
  }
  return suiteCaseOfRow({ input: row.text, expected: row.category, intent: row.category });
}
