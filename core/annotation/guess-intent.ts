import { appendGrams, emptyGramTable, gramSets } from '../duplicates/gram-table.ts';
import { normaliseText } from '../evaluation/normalise.ts';
import { compareText } from '../order/compare-text.ts';

export type KnownQuestion = { intent: string; question: string };

/** A guess below this similarity to everything known is none. */
const leastSimilarity = 0.1;

/**
 * Which intent a question looks like, by the nearest centroid of the known questions (Rocchio 1971) over character 3-grams
 * with inverse document frequencies, by cosine. Cheap and coarse: it chooses what is worth a judge, never a label.
 *
 * @returns undefined for a question that resembles nothing known
 */
export function intentGuesser(known: readonly KnownQuestion[]): (question: string) => string | undefined {
  const ordered = known.toSorted((one, other) => compareText(one.intent, other.intent) || compareText(one.question, other.question));
  const intents = [...new Set(ordered.map(({ intent }) => intent))];
  const table = emptyGramTable();
  const { starts, grams } = gramSets(table, ordered.map(({ question }) => question));
  const documents = new Float64Array(table.size);
  for (const gram of grams.subarray(0, starts[ordered.length])) documents[gram]! += 1;
  const idf = documents.map((count) => Math.log(1 + ordered.length / count));

  const centroids = intents.map(() => new Map<number, number>());
  const numberOf = new Map(intents.map((intent, index) => [intent, index]));
  for (const [index, { intent }] of ordered.entries()) {
    const own = grams.subarray(starts[index], starts[index + 1]);
    const norm = Math.sqrt(own.reduce((sum, gram) => sum + idf[gram]! ** 2, 0));
    const centroid = centroids[numberOf.get(intent)!]!;
    for (const gram of own) centroid.set(gram, (centroid.get(gram) ?? 0) + idf[gram]! / norm);
  }
  const postings = new Map<number, { intent: number; weight: number }[]>();
  for (const [intent, centroid] of centroids.entries()) {
    const norm = Math.sqrt([...centroid.values()].reduce((sum, weight) => sum + weight ** 2, 0));
    for (const [gram, weight] of centroid) {
      const places = postings.get(gram) ?? [];
      places.push({ intent, weight: weight / norm });
      postings.set(gram, places);
    }
  }
  const knownGrams = table.size;

  return (question) => {
    const text = normaliseText(question);
    const own = new Int32Array(text.length);
    const found = own.subarray(0, appendGrams(table, text, own, 0)).filter((gram) => gram < knownGrams);
    const scores = new Float64Array(intents.length);
    let squares = 0;
    for (const gram of found) {
      squares += idf[gram]! ** 2;
      for (const { intent, weight } of postings.get(gram) ?? []) scores[intent]! += idf[gram]! * weight;
    }
    let best = -1;
    for (const [intent, score] of scores.entries()) if (score > (scores[best] ?? 0)) best = intent;
    return best >= 0 && scores[best]! / Math.sqrt(squares) >= leastSimilarity ? intents[best] : undefined;
  };
}
