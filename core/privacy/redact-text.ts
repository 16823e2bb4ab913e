import { redactSchema } from './config.ts';
import type { RedactConfig } from './config.ts';
import { categories, spansOf } from './detector.ts';
import type { Detector, Span } from './detector.ts';
import { createDetectors } from './detectors/index.ts';
import { bracket, narrowed, traitsOf, underscore, wide, wideSigns } from './traits.ts';
import type { Traits } from './traits.ts';

/** How many of each category; the categories are those of `categories` and of the configuration. */
export type RedactionCounts = Record<string, number>;
/** `ids`: those that labels in the text named as programs write it, each with its category. */
export type RedactedText = Readonly<{ text: string; counts: Readonly<RedactionCounts>; ids?: readonly (readonly [category: string, id: string])[] }>;
export type RedactText = (text: string) => RedactedText;

/** Full-width signs and digits of other scripts as ASCII; one code unit each way, so positions stay. */
const foldWidth = (text: string): string => text.replace(wideSigns, narrowed);

type Hit = { start: number; end: number; category: string; tellsId: boolean };
type Stretch = { start: number; end: number; depth: number };

/** Hits that only appear when their neighbours are gone, and so on: texts made to be slow. Such a stretch goes as a whole. */
const maxDepth = 40;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

const extraDetector = ({ category, pattern, ignore_case }: RedactConfig['extra'][number]): Detector => {
  const compiled = new RegExp(pattern, ignore_case ? 'dgiu' : 'dgu');
  return { name: 'extra', category, mayHold: () => true, find: (text) => spansOf(text, compiled).filter(({ start, end }) => end > start) };
};

/**
 * A function that replaces personal data and secrets by placeholders (`[EMAIL]`) and counts them.
 *
 * A stretch is searched on its own, and what a hit leaves on either side is searched again until
 * nothing is found: a second pass meets exactly the same stretches, so it changes nothing.
 * Time is linear in the text's length.
 */
export function createTextRedactor(config: RedactConfig): RedactText {
  const detectors = [...config.extra.map(extraDetector), ...createDetectors(config.precision === 'strict')];
  const kept = new Set<string>(config.keep);
  const placeholder = (category: string): string => config.replacements[category] ?? `[${category}]`;
  const names = [...categories, ...config.extra.map(({ category }) => category)];
  const replaced = new Set(['[USER]', '[SESSION]', ...names.map((name) => `[${name}]`), ...names.map(placeholder)].filter((text) => text !== ''));
  /** What a former pass (or the pseudonyms) left: never searched, and a border for what stands beside it. */
  const settled = new RegExp(String.raw`${[...replaced].map(escaped).join('|')}|\b[us]_[0-9a-f]{16}\b`, 'g');
  /** What all of it has, but for placeholders of somebody's own. */
  const settledSigns = Object.keys(config.replacements).length > 0 ? undefined : bracket | underscore;

  const hitsIn = (text: string, traits: Traits, sought: readonly Detector[]): Hit[] => {
    for (const detector of sought) {
      if (!detector.mayHold(text, traits)) continue;
      const spans = detector.find(text);
      if (spans.length === 0) continue;
      const hits = spans.map(({ start, end, category }) => ({ start, end, category: category ?? detector.category, tellsId: detector.tellsIds === true })).filter(({ category }) => !kept.has(category));
      if (hits.length > 0) return hits;
    }
    return [];
  };

  const search = (text: string, folded: string, traits: Traits, sought: readonly Detector[]): RedactedText => {
    const placeholders = settledSigns === undefined || (traits.signs & settledSigns) > 0 ? [...folded.matchAll(settled)].map((match) => ({ start: match.index, end: match.index + match[0].length })) : [];
    const open: Stretch[] = gaps(0, text.length, placeholders, 0);
    const hits: Hit[] = [];
    for (let stretch = open.pop(); stretch !== undefined; stretch = open.pop()) {
      const { start, end, depth } = stretch;
      let found = hitsIn(start === 0 && end === folded.length ? folded : folded.slice(start, end), traits, sought).map((hit) => ({ ...hit, start: hit.start + start, end: hit.end + start }));
      const [first] = found;
      if (first === undefined) continue;
      if (depth >= maxDepth) found = [{ ...first, start, end, tellsId: false }];
      hits.push(...found);
      open.push(...gaps(start, end, found, depth + 1));
    }
    if (hits.length === 0) return { text, counts: {} };

    const counts: RedactionCounts = {};
    const ids: [string, string][] = [];
    let result = '';
    let at = 0;
    for (const hit of hits.sort((a, b) => a.start - b.start)) {
      result += text.slice(at, hit.start) + placeholder(hit.category);
      counts[hit.category] = (counts[hit.category] ?? 0) + 1;
      if (hit.tellsId && isQuote(text[hit.start - 1])) ids.push([hit.category, text.slice(hit.start, hit.end)]);
      at = hit.end;
    }
    return { text: result + text.slice(at), counts, ...(ids.length > 0 && { ids }) };
  };

  const redact: RedactText = (text) => {
    const traits = traitsOf(text);
    const folded = (traits.signs & wide) > 0 ? foldWidth(text) : text;
    const sought = detectors.filter((detector) => detector.mayHold(folded, traits));
    if (sought.length === 0) return { text, counts: {} };
    const searched = (): RedactedText => search(text, folded, traits, sought);
    return text.length < longText ? remembered(text, searched) : searched();
  };
  const remembered = createMemory();
  return (text) => (text.length < longText ? redact(text) : remembered(text, () => redact(text)));
}

/** Of a shorter text it is told faster that it needs no search than whether it came before. */
const longText = 256;
const remembers = { texts: 64, chars: 32_768 };

/**
 * Texts that come with row after row, system prompts and dates above all, are searched once. Bounded: what did not come again
 * for a while is forgotten.
 */
function createMemory(): (text: string, redact: () => RedactedText) => RedactedText {
  let recent = new Map<string, RedactedText>();
  let older = new Map<string, RedactedText>();
  return (text, redact) => {
    if (text.length > remembers.chars) return redact();
    const result = recent.get(text) ?? older.get(text) ?? redact();
    if (recent.size === remembers.texts) [recent, older] = [new Map(), recent];
    recent.set(text, result);
    return result;
  };
}

/** `'user_id': 'mia_li_3668'` is a program's word for it; people say "my user id is" of anything. */
const isQuote = (sign: string | undefined): boolean => sign === '"' || sign === "'";

/** The stretches between spans, last first, so that a stack hands them out in order. */
function gaps(from: number, to: number, spans: readonly Pick<Span, 'start' | 'end'>[], depth: number): Stretch[] {
  const found: Stretch[] = [];
  let start = from;
  for (const span of spans) {
    if (span.start > start) found.push({ start, end: span.start, depth });
    start = span.end;
  }
  if (start < to) found.push({ start, end: to, depth });
  return found.reverse();
}

/** What redaction of whole rows needs: the rules for texts, and the categories that are left alone. */
export type Redactor = { redact: RedactText; keep: ReadonlySet<string> };

/** The rules under a configuration; compile them once for many rows. */
export const createRedactor = (config: RedactConfig): Redactor => ({ redact: createTextRedactor(config), keep: new Set<string>(config.keep) });

/** The rules' defaults: everything goes. */
export const defaultRedactor: Redactor = createRedactor(redactSchema.parse({}));

/** With the rules' defaults: `[EMAIL]`, `[PHONE]`, `[SECRET]` and so on. */
export const redactText: RedactText = defaultRedactor.redact;
