import { dawidSkene, type RaterLabel } from './dawid-skene.ts';

/** What the people who looked at an item say together. */
export type Consensus = { item: string; label: string; probability: number; annotators: number; at: number };

/** Below it the annotators disagree, and the item has no label. */
const leastProbability = 0.6;

/**
 * The label of each item by everybody who labelled it, each annotator weighed by how often the others agree with him (one-coin
 * Dawid-Skene). An item on which equals disagree has none.
 *
 * @param labels the newest of each annotator for each item; `at` in milliseconds
 */
export function consensus(labels: readonly (RaterLabel & { at: number })[]): Consensus[] {
  const scale = [...new Set(labels.map(({ label }) => label))].sort();
  // With one class seen there is nothing to disagree on, but the method needs two.
  const { labels: found } = dawidSkene(scale.length < 2 ? [...scale, '\u0000other', '\u0000another'].slice(0, 2) : scale, labels);
  return Array.from(Map.groupBy(labels, ({ item }) => item), ([item, own]) => ({
    item, ...found.get(item)!, annotators: own.length, at: own.reduce((newest, { at }) => Math.max(newest, at), 0),
  })).filter(({ probability }) => probability >= leastProbability);
}
