import { normaliseText } from '../evaluation/normalise.ts';

/**
 * Every distinct 3-gram seen so far, under a number of its own. Three code points of 21 bits stand in two
 * 32-bit halves, so numbers are equal exactly where the grams are: comparisons stay exact.
 */
export type GramTable = {
  /** Distinct grams so far; their numbers are 0 to size - 1. */
  size: number;
  low: Int32Array;
  high: Int32Array;
  /** A well-mixed hash of each gram: of its content alone, the same in every table. */
  hashes: Int32Array;
  /** Open addressing: 1 + the number of the gram, 0 where free. */
  slots: Int32Array;
  /** By gram, the last mark that it was given: what makes sets and intersections of lists without sorting. */
  marks: Int32Array;
  lastMark: number;
};

/** Above every code point: fills up texts of one or two characters. */
const nothing = 0x1f_ffff;

export function emptyGramTable(): GramTable {
  const capacity = 1 << 12;
  return {
    size: 0,
    low: new Int32Array(capacity),
    high: new Int32Array(capacity),
    hashes: new Int32Array(capacity),
    slots: new Int32Array(4 * capacity),
    marks: new Int32Array(capacity),
    lastMark: 0,
  };
}

/** Mixes 32 bits so that every input bit moves every output bit (the finaliser of MurmurHash3, Appleby 2011). */
export function mix(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return mixed ^ (mixed >>> 16);
}

/** The number of a gram; one that is new gets the next. */
function numberOf(table: GramTable, low: number, high: number): number {
  const hash = mix(Math.imul(low, 0x9e37_79b1) ^ mix(high));
  const mask = table.slots.length - 1;
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const found = (table.slots[slot] as number) - 1;
    if (found < 0) {
      if (table.size === table.low.length) {
        enlarge(table);
        return numberOf(table, low, high);
      }
      const added = table.size++;
      table.low[added] = low;
      table.high[added] = high;
      table.hashes[added] = hash;
      table.slots[slot] = added + 1;
      return added;
    }
    if (table.low[found] === low && table.high[found] === high) return found;
  }
}

function enlarge(table: GramTable): void {
  const capacity = 2 * table.low.length;
  for (const part of ['low', 'high', 'hashes', 'marks'] as const) {
    const longer = new Int32Array(capacity);
    longer.set(table[part]);
    table[part] = longer;
  }
  table.slots = new Int32Array(4 * capacity);
  const mask = table.slots.length - 1;
  for (let gram = 0; gram < table.size; gram += 1) {
    let slot = (table.hashes[gram] as number) & mask;
    while (table.slots[slot] !== 0) slot = (slot + 1) & mask;
    table.slots[slot] = gram + 1;
  }
}

/** Forgets the newest grams until `size` are left. Newest first, so that no way to an older one leads past a gap. */
export function forgetNewest(table: GramTable, size: number): void {
  const mask = table.slots.length - 1;
  while (table.size > size) {
    let slot = (table.hashes[table.size - 1] as number) & mask;
    while (table.slots[slot] !== table.size) slot = (slot + 1) & mask;
    table.slots[slot] = 0;
    table.size -= 1;
  }
}

/**
 * Writes the set of the 3-grams of a normalised text to `into` from `at` on, in the order in which they stand in
 * it, and returns the end. A text of one or two characters is one gram, an empty one has none.
 * `into` needs room for as many grams as the text is long.
 */
export function appendGrams(table: GramTable, text: string, into: Int32Array, at: number): number {
  const mark = ++table.lastMark;
  let end = at;
  let [first, second, read] = [nothing, nothing, 0];
  for (let index = 0; index < text.length; ) {
    const third = text.codePointAt(index) as number;
    index += third > 0xffff ? 2 : 1;
    read += 1;
    if (read >= 3 || index >= text.length) {
      const gram = numberOf(table, first | (second << 21), (second >>> 11) | (third << 10));
      if (table.marks[gram] !== mark) {
        table.marks[gram] = mark;
        into[end++] = gram;
      }
    }
    first = second;
    second = third;
  }
  return end;
}

/** The sets of many texts in one list: that of text `i` stands from `starts[i]` to `starts[i + 1]`. */
export type GramSets = { starts: Float64Array; grams: Int32Array };

/** The 3-gram sets of the normalised texts (`core/evaluation/normalise.ts`). 4 bytes a character. */
export function gramSets(table: GramTable, texts: readonly string[]): GramSets {
  const starts = new Float64Array(texts.length + 1);
  let grams = new Int32Array(texts.reduce((sum, text) => sum + text.length, 16));
  let end = 0;
  for (const [index, text] of texts.entries()) {
    const normalised = normaliseText(text);
    if (end + normalised.length > grams.length) {
      // Only Unicode's compatibility forms can be longer than what they stand for.
      const longer = new Int32Array(2 * grams.length + normalised.length);
      longer.set(grams);
      grams = longer;
    }
    end = appendGrams(table, normalised, grams, end);
    starts[index + 1] = end;
  }
  return { starts, grams };
}
