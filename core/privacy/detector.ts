import type { Traits } from './traits.ts';

export const categories = [
  'SECRET', 'EMAIL', 'PHONE', 'ID_CARD', 'BANK_CARD', 'IBAN', 'SSN', 'PASSPORT', 'SUSPECT_NUMBER', 'IP', 'MAC', 'PATH', 'USER_ID', 'SESSION_ID', 'REQUEST_ID', 'OPEN_ID',
] as const;
export type Category = (typeof categories)[number];

/** Half-open range of UTF-16 positions in the text that was searched; `category` where it is not the detector's own. */
export type Span = { start: number; end: number; category?: Category };

/**
 * One kind of personal data or secret. `find` sees a stretch of text between placeholders (full-width
 * signs folded to ASCII), must take time linear in its length, and returns disjoint spans in order.
 */
export type Detector = {
  name: string;
  /** One of `categories`, or a name of the configuration. */
  category: string;
  /** What it finds are ids that a label names; the same id may stand bare in another text of the row. */
  tellsIds?: true;
  /**
   * Cheap test that spares most texts the search; true when in doubt. What is false of a text is false of its parts.
   *
   * @param traits of the text, or of a longer one around it
   */
  mayHold: (text: string, traits: Traits) => boolean;
  find: (text: string) => Span[];
};

/** Spans in order, without those that begin inside another one. */
export function disjoint(spans: Span[]): Span[] {
  let end = 0;
  return spans.sort((a, b) => a.start - b.start || b.end - a.end).filter((span) => {
    if (span.start < end) return false;
    end = span.end;
    return true;
  });
}

/** The spans of a pattern's matches, or of its first group where it has one (pattern flags: `dg`). */
export function spansOf(text: string, pattern: RegExp, accept: (found: string) => boolean = () => true): Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(pattern)) {
    const range = match.indices?.slice(1).find((group) => group !== undefined) ?? match.indices?.[0];
    if (range !== undefined && accept(text.slice(range[0], range[1]))) spans.push({ start: range[0], end: range[1] });
  }
  return spans;
}
