import { normaliseText } from '../evaluation/normalise.ts';
import { appendGrams, emptyGramTable, gramSets } from './gram-table.ts';
import { commonMarked, commonNeeded, nearDuplicateJaccard, sizeOf } from './similarity.ts';

export type NearTwin = { /** Index of the held text. */ index: number; jaccard: number };

/**
 * How many of a set's grams, rarest first, a near-duplicate of it must share at least one of: all but the
 * ceil(.8 size) - 1 commonest (prefix filtering: Chaudhuri, Ganti, Kaushik 2006; Bayardo, Ma, Srikant 2007).
 */
const prefixOf = (size: number): number => (size === 0 ? 0 : size - Math.ceil(nearDuplicateJaccard * size - 1e-9) + 1);

/**
 * Answers whether a text has a near-duplicate (Jaccard similarity .8 or more on character 3-grams) among texts that
 * are held out. Exact, unlike the search for clusters: a leak that goes unseen cannot be taken back. Of several
 * twins the most similar is given, of equally similar ones the first. An empty text has none. Made for thousands
 * of held texts and millions of questions: one costs some microseconds.
 *
 * @example
 * const twinOf = nearTwinIndex(suiteTexts);
 * const leak = twinOf('why is my card still not here?'); // { index: 12, jaccard: 0.83 } or undefined
 */
export function nearTwinIndex(held: readonly string[]): (text: string) => NearTwin | undefined {
  const table = emptyGramTable();
  const sets = gramSets(table, held);
  const frequencies = new Int32Array(table.size);
  const end = sets.starts[held.length] as number;
  for (let at = 0; at < end; at += 1) frequencies[sets.grams[at] as number]! += 1;
  const rarestFirst = (one: number, other: number): number =>
    (frequencies[one] ?? 0) - (frequencies[other] ?? 0) || one - other;

  const holders = new Map<number, number[]>();
  for (let set = 0; set < held.length; set += 1) {
    const grams = sets.grams.slice(sets.starts[set], sets.starts[set + 1]).sort(rarestFirst);
    for (const gram of grams.subarray(0, prefixOf(grams.length))) {
      const found = holders.get(gram);
      if (found) found.push(set);
      else holders.set(gram, [set]);
    }
  }
  const known = table.size;
  const asked = new Int32Array(held.length);
  let question = 0;
  let buffer = new Int32Array(1_024);

  return (text) => {
    const normalised = normaliseText(text);
    if (normalised.length > buffer.length) buffer = new Int32Array(2 * normalised.length);
    const size = appendGrams(table, normalised, buffer, 0);
    const grams = buffer.subarray(0, size);
    // Reading the text has marked its grams. Those that no held text has are the rarest of all.
    const foreign = grams.reduce((count, gram) => (gram >= known ? count + 1 : count), 0);
    const prefix = prefixOf(size) - foreign;
    if (prefix <= 0) return undefined;
    const shared = grams.filter((gram) => gram < known).sort(rarestFirst);
    question += 1;
    let best: NearTwin | undefined;
    for (const gram of shared.subarray(0, prefix)) {
      for (const set of holders.get(gram) ?? []) {
        if (asked[set] === question) continue;
        asked[set] = question;
        const otherSize = sizeOf(sets, set);
        const least = commonNeeded(size, otherSize);
        if (least > Math.min(size, otherSize)) continue;
        const common = commonMarked(table, sets, set, least);
        if (common < 0) continue;
        const jaccard = common / (size + otherSize - common);
        if (best === undefined || jaccard > best.jaccard || (jaccard === best.jaccard && set < best.index)) best = { index: set, jaccard };
      }
    }
    return best;
  };
}
