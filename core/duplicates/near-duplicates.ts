import { forEachBucket } from './buckets.ts';
import { distinctSets } from './distinct-sets.ts';
import { emptyGramTable, gramSets } from './gram-table.ts';
import { bandKeys, bands } from './min-hash.ts';
import { markSet, similarityToMarked, sizeOf } from './similarity.ts';

/** Two texts by index, the smaller first, and the Jaccard similarity of their 3-gram sets. */
export type NearDuplicatePair = [one: number, other: number, jaccard: number];

/**
 * Every pair of near-duplicates that MinHash bands find, each verified, in ascending order. Where k texts say the
 * same that is k (k - 1) / 2 pairs: for many texts ask for clusters instead.
 */
export function nearDuplicates(texts: readonly string[], options: { keys?: Int32Array } = {}): { pairs: NearDuplicatePair[] } {
  const table = emptyGramTable();
  const sets = gramSets(table, texts);
  const { first, distinct } = distinctSets(table, sets);
  const keys = options.keys ?? bandKeys(table, sets);
  const same = Map.groupBy(texts.keys(), (text) => first[text] as number);
  const pairs: NearDuplicatePair[] = [];
  const add = (one: number, other: number, jaccard: number): void => void pairs.push(one < other ? [one, other, jaccard] : [other, one, jaccard]);

  for (const set of distinct) {
    const texts = same.get(set) ?? [];
    for (const [at, one] of texts.entries()) for (const other of texts.slice(at + 1)) add(one, other, 1);
  }
  const meet = (one: number, other: number, band: number): boolean => keys[one * bands + band] === keys[other * bands + band];
  const meetFirst = (one: number, other: number, band: number): boolean => {
    for (let earlier = 0; earlier < band; earlier += 1) if (meet(one, other, earlier)) return false;
    return meet(one, other, band);
  };
  for (let band = 0; band < bands; band += 1) {
    forEachBucket(keys, band, distinct, (members, from, to) => {
      for (let at = from + 1; at < to; at += 1) {
        const one = members[at] as number;
        markSet(table, sets, one);
        for (let before = from; before < at; before += 1) {
          const other = members[before] as number;
          if (!meetFirst(one, other, band)) continue;
          const jaccard = similarityToMarked(table, sets, sizeOf(sets, one), other);
          if (jaccard > 0) for (const left of same.get(one) ?? []) for (const right of same.get(other) ?? []) add(left, right, jaccard);
        }
      }
    });
  }
  return { pairs: pairs.sort((one, other) => one[0] - other[0] || one[1] - other[1]) };
}
