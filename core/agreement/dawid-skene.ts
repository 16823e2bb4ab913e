/** One rater's label of one item. */
export type RaterLabel = { item: string; rater: string; label: string };

export type DawidSkene = {
  /** The likeliest class of each item and its probability; of equally likely ones the first on the scale. */
  labels: Map<string, { label: string; probability: number }>;
  /** By rater, the estimated chance that a label of theirs is right. */
  accuracy: Map<string, number>;
};

const rounds = 100;
const settled = 1e-9;
/** A rater starts as right rather than wrong, and one with few labels stays near it: Beta(4, 2) in front of the counts. */
const prior = { right: 4, all: 6 };

/**
 * Who is right when raters disagree: one accuracy per rater, errors spread evenly over the other classes, estimated together with
 * the truth by expectation maximisation (Dawid and Skene 1979, the one-coin form). A rater who is wrong more often than chance
 * counts against what he says. It needs overlap: raters who share no items are only as good as their prior.
 *
 * @param scale every class, two or more
 */
export function dawidSkene(scale: readonly string[], ratings: readonly RaterLabel[]): DawidSkene {
  if (scale.length < 2) throw new RangeError('a scale has two classes or more');
  const byItem = Map.groupBy(ratings, ({ item }) => item);
  const byRater = Map.groupBy(ratings, ({ rater }) => rater);
  const accuracy = new Map([...byRater.keys()].map((rater) => [rater, prior.right / prior.all]));
  let beliefs = new Map<string, Map<string, number>>();
  for (let round = 0; round < rounds; round += 1) {
    beliefs = new Map(Array.from(byItem, ([item, votes]) => [item, believe(scale, votes, accuracy)]));
    let moved = 0;
    for (const [rater, votes] of byRater) {
      const right = votes.reduce((sum, { item, label }) => sum + (beliefs.get(item)?.get(label) ?? 0), 0);
      const next = (right + prior.right) / (votes.length + prior.all);
      moved = Math.max(moved, Math.abs(next - (accuracy.get(rater) ?? 0)));
      accuracy.set(rater, next);
    }
    if (moved < settled) break;
  }
  const labels = new Map(Array.from(beliefs, ([item, belief]) => [item, likeliest(scale, belief)]));
  return { labels, accuracy };
}

/** Chances of the classes, in logarithms: many raters on one item would underflow. */
function believe(scale: readonly string[], votes: readonly RaterLabel[], accuracy: ReadonlyMap<string, number>): Map<string, number> {
  const logs = scale.map((label) =>
    votes.reduce((sum, vote) => {
      const right = accuracy.get(vote.rater) ?? 0;
      return sum + Math.log(vote.label === label ? right : (1 - right) / (scale.length - 1));
    }, 0),
  );
  const top = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - top));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return new Map(scale.map((label, place) => [label, weights[place]! / total]));
}

function likeliest(scale: readonly string[], belief: ReadonlyMap<string, number>): { label: string; probability: number } {
  let best = { label: scale[0]!, probability: -1 };
  for (const label of scale) {
    const probability = belief.get(label) ?? 0;
    if (probability > best.probability + 1e-12) best = { label, probability };
  }
  return best;
}

/** The mean of a Beta(up, down) belief after more votes: a few of them move it only a little. */
export const smoothedShare = (before: { up: number; down: number }, seen: { up: number; down: number }): number =>
  (before.up + seen.up) / (before.up + before.down + seen.up + seen.down);
