/** Places of triples in an open-addressed table, reused from pair to pair: a cell of an earlier pair has an older stamp. */
let cells = new Int32Array(1_024);
let stamps = new Int32Array(1_024);
let stamp = 0;

/**
 * Jaccard overlap of the character triples of two texts: those in both, of those in either, each counted once.
 * 0 where neither has three characters. No triple is cut out of its text: that would cost most of the time.
 */
export function tripleOverlap(one: string, other: string): number {
  prepare(one.length + other.length);
  const first = addTriples(one, one, 0);
  const second = addTriples(one, other, one.length);
  const either = first.distinct + second.distinct;
  return either === 0 ? 0 : second.shared / either;
}

function prepare(triples: number): void {
  let size = cells.length;
  while (size < triples * 2) size *= 2;
  stamp += 1;
  if (size === cells.length && stamp < 2 ** 31 - 1) return;
  [cells, stamps, stamp] = [new Int32Array(size), new Int32Array(size), 1];
}

/** Adds the triples of `text`, whose places begin at `base`; below it are those of `first`. `distinct` counts those that are new. */
function addTriples(first: string, text: string, base: number): { distinct: number; shared: number } {
  const mask = cells.length - 1;
  let distinct = 0;
  let shared = 0;
  for (let at = 0; at + 3 <= text.length; at++) {
    const [a, b, c] = [text.charCodeAt(at), text.charCodeAt(at + 1), text.charCodeAt(at + 2)];
    let cell = (Math.imul(Math.imul(Math.imul(a, 0x01000193) ^ b, 0x01000193) ^ c, 0x9e3779b1) >>> 12) & mask;
    for (; stamps[cell] === stamp; cell = (cell + 1) & mask) {
      const place = cells[cell]!;
      const inFirst = place < base;
      const [held, from] = inFirst ? [first, place] : [text, place - base];
      if (held.charCodeAt(from) !== a || held.charCodeAt(from + 1) !== b || held.charCodeAt(from + 2) !== c) continue;
      // From now on it is the second text's, so that it is counted once.
      if (inFirst) {
        shared += 1;
        cells[cell] = base + at;
      }
      break;
    }
    if (stamps[cell] === stamp) continue;
    stamps[cell] = stamp;
    cells[cell] = base + at;
    distinct += 1;
  }
  return { distinct, shared };
}
