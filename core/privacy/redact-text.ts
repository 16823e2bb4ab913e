import type { Category, Span } from './detector.ts';
import { detectors } from './detectors/index.ts';

export type RedactionCounts = Partial<Record<Category, number>>;
export type RedactedText = { text: string; counts: RedactionCounts };

/** What a former pass (or the pseudonyms) left: never searched, and a border for what stands beside it. */
const settled = /\[(?:EMAIL|PHONE|SECRET|USER|SESSION)\]|\b[us]_[0-9a-f]{16}\b/g;

/** Without one of these no detector can find anything. */
const suspicious = /[\d@:=＠：＝０-９]|sk-|[srp]k_|gh[pousr]_|_pat_|AKIA|ASIA|AIza|eyJ|xox|hf_|npm_|-----|earer|密码|口令/;
const fullWidth = /[\uFF01-\uFF5E]/g;

/** Full-width signs as ASCII; one code unit each way, so positions stay. */
const foldWidth = (text: string): string =>
  text.replace(fullWidth, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));

type Hit = Span & { category: Category };

function hitsIn(text: string): Hit[] {
  for (const detector of detectors) {
    if (!detector.mayHold(text)) continue;
    const spans = detector.find(text);
    if (spans.length > 0) return spans.map((span) => ({ ...span, category: detector.category }));
  }
  return [];
}

/** The stretches between spans, last first, so that a stack hands them out in order. */
function gaps(from: number, to: number, spans: readonly Span[]): Span[] {
  const found: Span[] = [];
  let start = from;
  for (const span of spans) {
    if (span.start > start) found.push({ start, end: span.start });
    start = span.end;
  }
  if (start < to) found.push({ start, end: to });
  return found.reverse();
}

/**
 * Replaces personal data and secrets by `[EMAIL]`, `[PHONE]`, `[SECRET]` and counts them.
 *
 * A stretch is searched on its own, and what a hit leaves on either side is searched again until
 * nothing is found: a second pass meets exactly the same stretches, so it changes nothing.
 */
export function redactText(text: string): RedactedText {
  const counts: RedactionCounts = {};
  if (!suspicious.test(text)) return { text, counts };
  const folded = foldWidth(text);
  const placeholders = [...folded.matchAll(settled)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
  const open = gaps(0, text.length, placeholders);
  const hits: Hit[] = [];
  for (let stretch = open.pop(); stretch !== undefined; stretch = open.pop()) {
    const { start, end } = stretch;
    const found = hitsIn(folded.slice(start, end)).map((hit) => ({ ...hit, start: hit.start + start, end: hit.end + start }));
    if (found.length === 0) continue;
    hits.push(...found);
    open.push(...gaps(start, end, found));
  }
  if (hits.length === 0) return { text, counts };

  let result = '';
  let at = 0;
  for (const hit of hits.sort((a, b) => a.start - b.start)) {
    result += `${text.slice(at, hit.start)}[${hit.category}]`;
    counts[hit.category] = (counts[hit.category] ?? 0) + 1;
    at = hit.end;
  }
  return { text: result + text.slice(at), counts };
}
