import type { AnalyzedRow } from '../analysis/row.ts';

/** A field that another tool may have written: beside the columns, in `meta` or `stats`, or under the reference's names. */
export type ReadField = (name: string) => unknown;

const nests = ['meta', 'stats', '__dj__meta__', '__dj__stats__'];

/** Looks a field up in what was computed, then in what the log brought along. */
export function fieldReader({ meta, stats, columns }: Pick<AnalyzedRow, 'meta' | 'stats' | 'columns'>): ReadField {
  const brought = nests.map((name) => columns[name]).filter((nest): nest is Record<string, unknown> => typeof nest === 'object' && nest !== null);
  const places = [meta, stats, ...brought, columns];
  return (name) => places.find((place) => place[name] !== undefined && place[name] !== null)?.[name];
}

/** Null for anything but a finite number: a call that failed has no score. */
export const numberOf = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

export const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Texts of a list, or of a list inside `{labels}` or in each element's `label`. */
export function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown) => {
    const text = textOf(typeof item === 'object' && item !== null ? (item as { label?: unknown }).label : item);
    return text === null ? [] : [text];
  });
}
