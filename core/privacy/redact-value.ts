import { isSecretEntry } from './detectors/labelled-secret.ts';
import type { RedactionCounts } from './redact-text.ts';
import { redactText } from './redact-text.ts';

/** Deeper JSON than this is searched as plain text: nothing real nests so, and a stack is finite. */
const maxDepth = 64;

export function addCounts(into: RedactionCounts, more: RedactionCounts): void {
  for (const category of Object.keys(more) as (keyof RedactionCounts)[]) {
    into[category] = (into[category] ?? 0) + (more[category] ?? 0);
  }
}

/** What to do with a text before its personal data is searched, e.g. replacing the row's own ids. */
export type BeforeRedaction = (text: string) => string;

/**
 * A copy of a value with every string in it redacted, keys of objects included. A string that holds a
 * JSON object or array (tool arguments, tool results) is redacted inside and stays valid JSON.
 * Adds what was found to `counts`.
 */
export function redactValue<T>(value: T, counts: RedactionCounts, before: BeforeRedaction = (text) => text): T {
  const string = (text: string, depth: number): string => {
    const parsed = depth < maxDepth ? parseContainer(text) : undefined;
    if (parsed !== undefined) {
      const redacted = walk(parsed, depth + 1);
      // Unchanged JSON keeps its own spacing.
      return JSON.stringify(redacted) === JSON.stringify(parsed) ? text : JSON.stringify(redacted);
    }
    const result = redactText(before(text));
    addCounts(counts, result.counts);
    return result.text;
  };
  const entry = (key: string, inner: unknown, depth: number): unknown => {
    const secret = (typeof inner === 'string' || typeof inner === 'number') && isSecretEntry(key, String(inner));
    if (!secret || inner === '[SECRET]') return walk(inner, depth + 1);
    addCounts(counts, { SECRET: 1 });
    return '[SECRET]';
  };
  const walk = (inner: unknown, depth: number): unknown => {
    if (typeof inner === 'string') return string(inner, depth);
    if (typeof inner === 'number') {
      const written = String(inner);
      const redacted = string(written, maxDepth);
      return redacted === written ? inner : redacted;
    }
    if (inner === null || typeof inner !== 'object' || inner instanceof Date) return inner;
    if (depth >= maxDepth) return string(JSON.stringify(inner), maxDepth);
    if (Array.isArray(inner)) return inner.map((item) => walk(item, depth + 1));
    return Object.fromEntries(Object.entries(inner).map(([key, item]) => [string(key, maxDepth), entry(key, item, depth)]));
  };
  return walk(value, 0) as T;
}

function parseContainer(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text) || nesting(text) > maxDepth) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** The deepest nesting of brackets; those inside strings count too, which only errs towards plain text. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const bracket of text.matchAll(/[[\]{}]/g)) {
    depth += bracket[0] === '[' || bracket[0] === '{' ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
