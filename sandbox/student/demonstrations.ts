import { type Features, featuresOf } from './features.ts';
import { bucketWeightsOf } from './idf.ts';
import type { StudentModel } from './model.ts';

/** An exchange shown in the prompt before the question. */
export type Demonstration = { text: string; reply: string };

/** What the demonstrations say: shares over their replies that sum to 1, and how far they bear on the question, 0 to 1. */
export type Vote = { shares: ReadonlyMap<string, number>; relevance: number };

/** Cosine similarity at which a demonstration begins to matter, and from which it counts fully. */
const irrelevantBelow = 0.12;
const relevantFrom = 0.5;
/** The nearest demonstration outweighs one that is this much less similar by the factor e. */
const temperature = 0.03;

function similarityTo(question: ReadonlyMap<number, number>, demonstration: Features): number {
  let dot = 0;
  for (let at = 0; at < demonstration.buckets.length; at++)
    dot += demonstration.values[at]! * (question.get(demonstration.buckets[at]!) ?? 0);
  return dot;
}

/** Nearest neighbours of `text` among the demonstrations; undefined when none bears on it. */
export function voteOf(model: StudentModel, text: string, demonstrations: readonly Demonstration[]): Vote | undefined {
  if (demonstrations.length === 0) return undefined;
  // A base model has no idf of its own: the demonstrations are the only texts it can take one from.
  const weights =
    model.replies.length > 0 ? model.bucketWeights : bucketWeightsOf(demonstrations.map((shown) => shown.text), model.size);
  const question = new Map<number, number>();
  const features = featuresOf(text, model.size, weights);
  features.buckets.forEach((bucket, at) => question.set(bucket, (question.get(bucket) ?? 0) + features.values[at]!));
  const similar = demonstrations.map((shown) =>
    similarityTo(question, featuresOf(shown.text, model.size, weights)),
  );
  const nearest = Math.max(...similar);
  if (nearest <= irrelevantBelow) return undefined;
  const votes = similar.map((similarity) => Math.exp((similarity - nearest) / temperature));
  const total = votes.reduce((sum, vote) => sum + vote, 0);
  const shares = new Map<string, number>();
  demonstrations.forEach(({ reply }, at) => shares.set(reply, (shares.get(reply) ?? 0) + votes[at]! / total));
  return { shares, relevance: Math.min(1, (nearest - irrelevantBelow) / (relevantFrom - irrelevantBelow)) };
}
