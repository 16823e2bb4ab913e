import { forEachBucket } from './buckets.ts';
import { join, rootOf, singletons } from './disjoint-sets.ts';
import { distinctSets } from './distinct-sets.ts';
import { emptyGramTable, gramSets } from './gram-table.ts';
import { bandKeys, bands } from './min-hash.ts';
import { markSet, similarityToMarked, sizeOf } from './similarity.ts';

/** Up to so many sets in a bucket are all compared with one another. */
const crowd = 64;

/**
 * Clusters of near-duplicates: texts that a chain of pairs joins, each of Jaccard similarity .8 or more on the sets
 * of character 3-grams of the normalised texts. By text, the smallest index in its cluster (its own where it is
 * alone). Candidates come from MinHash bands, so a few pairs near .8 are missed (about one in twenty); every pair
 * that joins is verified. In buckets of more than 64 distinct texts those that match one already there stand for no
 * further comparison, so work stays in proportion to the texts. Deterministic, and the same clusters in any order
 * of the texts. Empty texts are alone. About 5 bytes a character and 140 bytes a text.
 *
 * @param options.keys of all texts in their order, from `bandKeysOf`, where threads have made them
 */
export function nearDuplicateClusters(texts: readonly string[], options: { keys?: Int32Array } = {}): Int32Array {
  const table = emptyGramTable();
  const sets = gramSets(table, texts);
  const { first, distinct, contents } = distinctSets(table, sets);
  const keys = options.keys ?? bandKeys(table, sets);
  const parents = singletons(texts.length);
  for (let text = 0; text < texts.length; text += 1) join(parents, first[text] as number, text);

  const byContent = (one: number, other: number): number => (contents[one] as number) - (contents[other] as number) || one - other;
  const compared = new Int32Array(2 * crowd);
  for (let band = 0; band < bands; band += 1) {
    forEachBucket(keys, band, distinct, (members, from, to) => {
      const crowded = to - from > crowd;
      const bucket = members.subarray(from, to);
      // Who comes first matters only here; by content it does not depend on the order of the texts.
      if (crowded) bucket.sort(byContent);
      let kept = 0;
      for (const text of bucket) {
        let marked = false;
        let met = false;
        for (let at = 0; at < kept; at += 1) {
          const other = compared[at] as number;
          if (rootOf(parents, text) === rootOf(parents, other)) {
            met = true;
            continue;
          }
          if (!marked) markSet(table, sets, text);
          marked = true;
          if (similarityToMarked(table, sets, sizeOf(sets, text), other) === 0) continue;
          join(parents, text, other);
          met = true;
        }
        if (kept < crowd || (!met && kept < compared.length)) compared[kept++] = text;
      }
    });
  }
  return parents.map((_, text) => rootOf(parents, text));
}
