import { nearDuplicateClusters } from '../duplicates/clusters.ts';

/** One judged question beside others; texts only where they are compared. */
export type JudgedQuestion = {
  /** Of the interaction; null for a neighbour that nobody asks about, such as an imported example. */
  id: number | null;
  question: string;
  /** Of what was said before the question: the same words in another talk are another question. */
  context: string;
  intent: string;
  /** Of the reply that was judged, in a form in which equal replies are equal; null where none was. */
  reply: string | null;
  verdict: 'good' | 'bad' | null;
};

export type Contradiction = { id: number; rubric: 'intent' | 'verdict'; reason: 'neighbours_want_something_else' | 'neighbours_judged_otherwise' };

/**
 * Annotations that contradict their neighbours: near-duplicate questions (`nearDuplicateClusters`) with another intent, or the same reply to them with another
 * verdict. Where most agree the others are named, where none has a majority all: somebody is wrong, and nobody knows who. They are a question to people and no reason
 * to throw anything away.
 */
export function contradictions(items: readonly JudgedQuestion[]): Contradiction[] {
  const clusters = nearDuplicateClusters(items.map(({ question }) => question));
  const families = Map.groupBy(items.keys(), (place) => JSON.stringify([clusters[place], items[place]!.context]));
  const found: Contradiction[] = [];
  for (const places of families.values()) {
    if (places.length < 2) continue;
    const family = places.map((place) => items[place]!);
    for (const { id } of minority(family, ({ intent }) => intent)) if (id !== null) found.push({ id, rubric: 'intent', reason: 'neighbours_want_something_else' });
    for (const same of Map.groupBy(family.filter(({ reply, verdict }) => reply !== null && verdict !== null), ({ reply }) => reply).values()) {
      for (const { id } of minority(same, ({ verdict }) => verdict ?? '')) if (id !== null) found.push({ id, rubric: 'verdict', reason: 'neighbours_judged_otherwise' });
    }
  }
  return found.sort((one, other) => one.id - other.id || (one.rubric < other.rubric ? -1 : 1));
}

/** Those who say something else than more than half of all; all where nothing has such a majority; none where all agree. */
function minority<T>(items: readonly T[], labelOf: (item: T) => string): readonly T[] {
  const votes = Map.groupBy(items, labelOf);
  if (votes.size < 2) return [];
  const [majority] = [...votes].filter(([, own]) => own.length > items.length / 2);
  return majority === undefined ? items : items.filter((item) => labelOf(item) !== majority[0]);
}
