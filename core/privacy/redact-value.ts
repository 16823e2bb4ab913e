import { isIdEntry } from './detectors/labelled-id.ts';
import { isSecretEntry } from './detectors/labelled-secret.ts';
import { isExactNumber, parseContainer } from './json-text.ts';
import { keyFacts, noFacts } from './key-facts.ts';
import type { KeyFacts } from './key-facts.ts';
import { mediaPlaceholder, withoutDataUrls } from './media.ts';
import type { RedactText, RedactedText, RedactionCounts, Redactor } from './redact-text.ts';
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
  /** An entry is searched as a text in which its name stands before it, unless the name is a hit of somebody's own pattern. */
  const redactBehind = (says: string, text: string): RedactedText => {
    const whole = redact(says + text);
    return whole.text.startsWith(says) ? { ...whole, text: whole.text.slice(says.length) } : redact(text);
  };
  const plain = (text: string, says = ''): string => {
    const bare = withoutDataUrls(text);
    const named = before(bare);
    if (named !== bare && mention !== undefined) found(mention, 1, path);
    const result = says === '' ? redact(named) : redactBehind(says, named);
    report(result.counts);
    for (const [category, id] of result.ids ?? []) learned?.(category, id);
    return result.text;
  };
  const string = (text: string, depth: number, facts = noFacts): string => {
    const media = mediaPlaceholder(text, path.at(-1));
    if (media !== undefined) return media;
    const parsed = depth < maxDepth ? parseContainer(text, maxDepth) : undefined;
    if (parsed === undefined) return plain(text, facts.says);
    inText += 1;
    const redacted = walk(parsed, depth + 1, facts);
    inText -= 1;
    // Unchanged JSON keeps its own spacing.
    return redacted === parsed ? text : JSON.stringify(redacted);
  };
  const labelled = (key: string, { secret, id }: KeyFacts, inner: unknown, listed = false): string | undefined => {
    if (secret === undefined && id === undefined) return undefined;
    const written = writtenOf(inner);
    if (written === undefined || (listed && !isListed(written, secret))) return undefined;
    // What a former pass left was no secret and no id as a whole before it either.
    if ((secret === 'strong' && !listed ? wholePlaceholder : anyPlaceholder).test(written)) return undefined;
    const category = secret !== undefined && isSecretEntry(secret, written) ? 'SECRET' : isIdEntry(written) ? id : undefined;
    if (category !== 'SECRET' && inText === 0 && isReference?.(key, path) === true) return undefined;
    if (category === undefined || keep?.has(category) === true) return undefined;
    const placeholder = redact(`[${category}]`).text;
    if (written === placeholder) return undefined;
    found(category, 1, path);
    if (category !== 'SECRET') learned?.(category, written);
    return placeholder;
  };
  const object = (inner: Record<string, unknown>, depth: number, outer: KeyFacts): Record<string, unknown> => {
    let copy: Record<string, unknown> | undefined;
    let names: Map<string, string> | undefined;
    const ofValue = inner['value'] !== undefined ? (pairedFacts(inner) ?? outer) : outer;
    for (const key of Object.keys(inner)) {
      const item = inner[key];
      const own = keyFacts(key);
      const name = own.plain ? key : string(key, maxDepth);
      const facts = ofValue !== noFacts && valueNames.has(key) ? ofValue : own;
      if (inText === 0) path.push(name);
      const special = entry !== undefined && inText === 0 ? entry(key, item, path) : undefined;
      const result = special ?? labelled(key, facts, item) ?? walk(item, depth + 1, facts);
      if (inText === 0) path.pop();
      if (name !== key) (names ??= new Map()).set(key, name);
      if (result !== item) (copy ??= { ...inner })[key] = result;
    }
    return names === undefined ? (copy ?? inner) : renamed(copy ?? inner, names);
  };
  const walk = (inner: unknown, depth: number, facts: KeyFacts): unknown => {
    if (typeof inner === 'string') return string(inner, depth, facts);
    if (typeof inner === 'number') {
      // Eight digits are the least that any number of a person has, but behind a label.
      if (inner > -1e7 && inner < 1e7 && Number.isInteger(inner) && facts.says === '') return inner;
      const written = String(inner);
      const redacted = plain(written, facts.says);
      return redacted === written ? inner : redacted;
    }
    if (inner === null || typeof inner !== 'object' || inner instanceof Date) return inner;
    if (inText > 0 && isExactNumber(inner)) {
      const redacted = plain(inner.rawJSON, facts.says);
      return redacted === inner.rawJSON ? inner : redacted;
    }
    if (depth >= maxDepth) {
      const written = JSON.stringify(inner);
      return string(written, maxDepth);
    }
    if (!Array.isArray(inner)) return object(inner as Record<string, unknown>, depth, facts);
    let copy: unknown[] | undefined;
    for (let index = 0; index < inner.length; index++) {
      if (inText === 0) path.push(index);
      const result = labelled('', facts, inner[index], true) ?? walk(inner[index], depth + 1, facts);
      if (inText === 0) path.pop();
      if (result !== inner[index]) (copy ??= [...(inner as unknown[])])[index] = result;
    }
    return copy ?? inner;
  };
  return walk(value, 0, noFacts) as T;
}

const anyPlaceholder = /\[[A-Z][A-Z0-9_]+\]|^[us]_[0-9a-f]{16}$/;
const wholePlaceholder = /^\[[A-Z][A-Z0-9_]+\]$|^[us]_[0-9a-f]{16}$/;

const writtenOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : isExactNumber(value) ? value.rawJSON : undefined;

/** Below a label also stand sentences about it (`{"password": ["is too short"]}`) and names of steps (`{"session": ["login"]}`). */
const isListed = (written: string, secret: KeyFacts['secret']): boolean => (secret === undefined ? /\d/.test(written) : !/\s/.test(written));

/** Names in an object that say no more than the label above or beside it. */
const valueNames = new Set(['value', 'values', 'val', 'stringValue', 'string_value', 'raw', 'plain', 'current', 'old', 'new', 'number', 'home', 'work', 'office', 'main', 'primary', 'secondary']);
const pairNames = ['name', 'key', 'field', 'header', 'label', 'type', 'system', 'attribute', 'param'];

/** What `{"name": "password", "value": …}` says about its value. */
function pairedFacts(inner: Record<string, unknown>): KeyFacts | undefined {
  for (const pairName of pairNames) {
    const name = inner[pairName];
    if (typeof name !== 'string' || !/^[^\s]{1,40}$/.test(name)) continue;
    const facts = keyFacts(name);
    if (facts.secret !== undefined || facts.id !== undefined || facts.says !== '') return facts;
  }
  return undefined;
}

/** The object under other names; those that became the same are numbered, so that no entry is lost. */
function renamed(inner: Record<string, unknown>, names: ReadonlyMap<string, string>): Record<string, unknown> {
  const taken = new Set(Object.keys(inner).filter((key) => !names.has(key)));
  const numbers = new Map<string, number>();
  const free = (name: string): string => {
    let written = name;
    for (let number = numbers.get(name) ?? 1; taken.has(written); written = `${name} ${number}`) numbers.set(name, ++number);
    taken.add(written);
    return written;
  };
  return Object.fromEntries(Object.entries(inner).map(([key, item]) => [names.has(key) ? free(names.get(key) ?? key) : key, item]));
}

/** The same for what only needs to be counted: adds what was found to `counts`. */
export const redactValue = <T>(value: T, counts: RedactionCounts, before?: BeforeRedaction, redactor: Redactor = defaultRedactor): T =>
  redactWith(value, { ...redactor, found: (category, count) => { addCounts(counts, { [category]: count }); }, ...(before !== undefined && { before }) });
