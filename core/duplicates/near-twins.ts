import { normaliseText } from '../evaluation/normalise.ts';
import type { GramSets } from './gram-table.ts';
import { appendGrams, emptyGramTable, forgetNewest, gramSets } from './gram-table.ts';
import { commonNeeded, nearDuplicateJaccard, similarityToMarked, sizeOf } from './similarity.ts';

export type NearTwin = { /** Index of the held text. */ index: number; jaccard: number };

/** Grams that two prefixes must share before the sets are compared: more of them sift better, and cost longer prefixes. */
const sharedInPrefix = 3;

/**
 * How many of a set's grams, rarest first, hold at least three of those that it shares with any near-duplicate (or
 * all of them, where they are fewer): a near-duplicate has .8 of the set, so at most the others can come before
 * (prefix filtering: Chaudhuri, Ganti, Kaushik 2006; prefixes for more than one: Wang, Li, Feng 2012).
 */
const prefixOf = (size: number): number => Math.min(size, size - Math.ceil(nearDuplicateJaccard * size - 1e-9) + sharedInPrefix);

/**
 * Answers whether a text has a near-duplicate (Jaccard similarity .8 or more on character 3-grams) among texts that
 * are held out. Exact, unlike the search for clusters: a leak that goes unseen cannot be taken back. Of several
 * twins the most similar is given, of equally similar ones the first. An empty text has none. Made for thousands
 * of held texts and millions of questions: one costs about ten microseconds against three thousand texts of sixty characters.
 *
 * @example
 * const twinOf = nearTwinIndex(suiteTexts);
 * const leak = twinOf('why is my card still not here?'); // { index: 12, jaccard: 0.83 } or undefined
 */
export function nearTwinIndex(held: readonly string[]): (text: string) => NearTwin | undefined {
  const table = emptyGramTable();
  const sets = gramSets(table, held);
  const known = table.size;
  const ranks = ranksByRarity(sets, known);
  const ranked = (grams: Int32Array): Int32Array => grams.map((gram) => ranks[gram] as number).sort();
  // By size, so that in each list those of a size that can match stand together.
  const bySize = Int32Array.from(held.keys()).sort((one, other) => sizeOf(sets, one) - sizeOf(sets, other) || one - other);
  const sizes = bySize.map((set) => sizeOf(sets, set));
  const lists: number[][] = Array.from({ length: known }, () => []);
  for (const [place, set] of bySize.entries()) {
    const grams = ranked(sets.grams.subarray(sets.starts[set], sets.starts[set + 1]));
    for (const rank of grams.subarray(0, prefixOf(grams.length))) lists[rank]?.push(place);
  }
  const holders = lists.map((places) => Int32Array.from(places));
  const shares = new Int32Array(held.length);
  const candidates = new Int32Array(held.length);
  let buffer = new Int32Array(1_024);

  return (text) => {
    const normalised = normaliseText(text);
    if (normalised.length > buffer.length) buffer = new Int32Array(2 * normalised.length);
    // Reading the text also marks its grams, for the comparisons below.
    const size = appendGrams(table, normalised, buffer, 0);
    const shared = ranked(buffer.subarray(0, size).filter((gram) => gram < known));
    // Grams that no held text has are the rarest of all: they come first in the prefix.
    const prefix = prefixOf(size) - (size - shared.length);
    const from = lowerBound(sizes, nearDuplicateJaccard * size - 1e-9);
    const to = lowerBound(sizes, size / nearDuplicateJaccard + 1e-9);
    let found = 0;
    for (let at = 0; at < prefix; at += 1) {
      const places = holders[shared[at] as number] as Int32Array;
      for (let next = lowerBound(places, from); next < places.length; next += 1) {
        const place = places[next] as number;
        if (place >= to) break;
        const count = shares[place] as number;
        if (count === 0) candidates[found++] = place;
        shares[place] = count + 1;
      }
    }
    let best: NearTwin | undefined;
    for (let at = 0; at < found; at += 1) {
      const place = candidates[at] as number;
      const count = shares[place] as number;
      shares[place] = 0;
      if (count < sharedInPrefix && count < commonNeeded(size, sizes[place] as number)) continue;
      const index = bySize[place] as number;
      const jaccard = similarityToMarked(table, sets, size, index);
      if (jaccard > (best?.jaccard ?? 0) || (jaccard === best?.jaccard && index < best.index)) best = { index, jaccard };
    }
    // What is asked may be anything, for ever: the table stays that of the held texts.
    forgetNewest(table, known);
    return best;
  };
}

/** The first place in an ascending list whose value is `least` or more. */
function lowerBound(ascending: Int32Array, least: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** By gram, its place among all when the rarest come first. */
function ranksByRarity({ starts, grams }: GramSets, known: number): Int32Array {
  const frequencies = new Int32Array(known);
  const end = starts.at(-1) as number;
  for (let at = 0; at < end; at += 1) frequencies[grams[at] as number] = (frequencies[grams[at] as number] as number) + 1;
  const ordered = Int32Array.from(frequencies.keys()).sort((one, other) => (frequencies[one] as number) - (frequencies[other] as number) || one - other);
  const ranks = new Int32Array(known);
  for (const [rank, gram] of ordered.entries()) ranks[gram] = rank;
  return ranks;
}
