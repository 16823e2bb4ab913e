import { isIdEntry } from './detectors/labelled-id.ts';
import { isSecretEntry } from './detectors/labelled-secret.ts';
import { keyFacts } from './key-facts.ts';
import type { KeyFacts } from './key-facts.ts';
import { mediaPlaceholder, withoutDataUrls } from './media.ts';
import type { RedactText, RedactionCounts, Redactor } from './redact-text.ts';
import { defaultRedactor } from './redact-text.ts';

/** Deeper JSON than this is searched as plain text: nothing real nests so, and a stack is finite. */
const maxDepth = 64;

export function addCounts(into: RedactionCounts, more: RedactionCounts): void {
  for (const category of Object.keys(more)) into[category] = (into[category] ?? 0) + (more[category] ?? 0);
}

/** What to do with a text before its personal data is searched, e.g. replacing the row's own ids. */
export type BeforeRedaction = (text: string) => string;

export type ValueRedaction = {
  redact: RedactText;
  before?: BeforeRedaction;
  /** What a text that `before` changed counts as; without it such texts are not counted. */
  mention?: string;
  /** Told of every hit: its category, how many, and the path of the field; a path inside a JSON text is the text's. */
  found: (category: string, count: number, path: readonly (string | number)[]) => void;
  /** A label's category that is no reason to replace a whole entry (`{"user_id": ...}`). */
  keep?: ReadonlySet<string>;
  /** What an entry becomes as a whole, whatever is in it: pseudonyms of declared ids. Undefined: nothing special. */
  entry?: (key: string, value: unknown, path: readonly (string | number)[]) => unknown;
  /** Told of the ids that labelled entries held, so that they can be sought in texts. */
  learned?: (category: string, id: string) => void;
  /** Whether an entry is the row's own reference: its label is no reason to replace it. */
  isReference?: (key: string, path: readonly (string | number)[]) => boolean;
};

/**
 * A copy of a value with every string in it redacted, keys of objects included; a value without a hit is returned
 * as it is. A string that holds a JSON object or array (tool arguments, tool results) is redacted inside and stays
 * valid JSON. Data of images, audio and files becomes `[data: type, n characters]`.
 */
export function redactWith<T>(value: T, { redact, before = (text) => text, found, keep, entry, mention, learned, isReference }: ValueRedaction): T {
  const path: (string | number)[] = [];
  let inText = 0;
  const report = (counts: RedactionCounts): void => {
    for (const category of Object.keys(counts)) found(category, counts[category] ?? 0, path);
  };
  const plain = (text: string): string => {
    const bare = withoutDataUrls(text);
    const named = before(bare);
    if (named !== bare && mention !== undefined) found(mention, 1, path);
    const result = redact(named);
    report(result.counts);
    for (const [category, id] of result.ids ?? []) learned?.(category, id);
    return result.text;
  };
  const string = (text: string, depth: number): string => {
    const media = mediaPlaceholder(text, path.at(-1));
    if (media !== undefined) return media;
    const parsed = depth < maxDepth ? parseContainer(text) : undefined;
    if (parsed === undefined) return plain(text);
    inText += 1;
    const redacted = walk(parsed, depth + 1);
    inText -= 1;
    // Unchanged JSON keeps its own spacing.
    return redacted === parsed ? text : JSON.stringify(redacted);
  };
  const labelled = (key: string, { secret, id }: KeyFacts, inner: unknown): string | undefined => {
    if ((secret === undefined && id === undefined) || (typeof inner !== 'string' && typeof inner !== 'number')) return undefined;
    const written = String(inner);
    const category = secret !== undefined && isSecretEntry(secret, written) ? 'SECRET' : isIdEntry(written) ? id : undefined;
    if (category !== 'SECRET' && inText === 0 && isReference?.(key, path) === true) return undefined;
    if (category === undefined || keep?.has(category) === true || /^\[[A-Z_]+\]$|^[us]_[0-9a-f]{16}$/.test(written)) return undefined;
    const placeholder = redact(`[${category}]`).text;
    if (written === placeholder) return undefined;
    found(category, 1, path);
    if (category !== 'SECRET') learned?.(category, written);
    return placeholder;
  };
  const object = (inner: Record<string, unknown>, depth: number): Record<string, unknown> => {
    let copy: Record<string, unknown> | undefined;
    let names: Map<string, string> | undefined;
    for (const key of Object.keys(inner)) {
      const item = inner[key];
      const facts = keyFacts(key);
      const name = facts.plain ? key : string(key, maxDepth);
      if (inText === 0) path.push(name);
      const special = entry !== undefined && inText === 0 ? entry(key, item, path) : undefined;
      const result = special ?? labelled(key, facts, item) ?? walk(item, depth + 1);
      if (inText === 0) path.pop();
      if (name !== key) (names ??= new Map()).set(key, name);
      if (result !== item) (copy ??= { ...inner })[key] = result;
    }
    const result = copy ?? inner;
    return names === undefined ? result : Object.fromEntries(Object.entries(result).map(([key, item]) => [names.get(key) ?? key, item]));
  };
  const walk = (inner: unknown, depth: number): unknown => {
    if (typeof inner === 'string') return string(inner, depth);
    if (typeof inner === 'number') {
      // Eight digits are the least that any number of a person has.
      if (inner > -1e7 && inner < 1e7 && Number.isInteger(inner)) return inner;
      const written = String(inner);
      const redacted = plain(written);
      return redacted === written ? inner : redacted;
    }
    if (inner === null || typeof inner !== 'object' || inner instanceof Date) return inner;
    if (depth >= maxDepth) {
      const written = JSON.stringify(inner);
      return string(written, maxDepth);
    }
    if (!Array.isArray(inner)) return object(inner as Record<string, unknown>, depth);
    let copy: unknown[] | undefined;
    for (let index = 0; index < inner.length; index++) {
      if (inText === 0) path.push(index);
      const result = walk(inner[index], depth + 1);
      if (inText === 0) path.pop();
      if (result !== inner[index]) (copy ??= [...(inner as unknown[])])[index] = result;
    }
    return copy ?? inner;
  };
  return walk(value, 0) as T;
}

/** The same for what only needs to be counted: adds what was found to `counts`. */
export const redactValue = <T>(value: T, counts: RedactionCounts, before?: BeforeRedaction, redactor: Redactor = defaultRedactor): T =>
  redactWith(value, { ...redactor, found: (category, count) => { addCounts(counts, { [category]: count }); }, ...(before !== undefined && { before }) });

function parseContainer(text: string): object | undefined {
  // A text that only begins like JSON would cost an exception.
  if (!/^\s*[[{]/.test(text) || !/[\]}]$/.test(text.trimEnd()) || nesting(text) > maxDepth) return undefined;
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
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign === 0x7b || sign === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (sign === 0x7d || sign === 0x5d) depth -= 1;
  }
  return deepest;
}
