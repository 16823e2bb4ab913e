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

type Prepared = { weights: Float32Array; features: readonly Features[] };

/** A prompt's demonstrations are the same from call to call, and reading them costs a hundred times what the question does. */
const prepared = new Map<string, Prepared>();
const mostPrepared = 16;
const numbers = new WeakMap<StudentModel, number>();
let models = 0;

function prepare(model: StudentModel, demonstrations: readonly Demonstration[]): Prepared {
  const trained = model.replies.length > 0;
  if (trained && !numbers.has(model)) numbers.set(model, models++);
  const key = JSON.stringify([model.size, trained ? numbers.get(model) : null, ...demonstrations.map(({ text }) => text)]);
  const known = prepared.get(key);
  if (known) return known;
  // A base model has no idf of its own: the demonstrations are the only texts it can take one from.
  const weights = trained ? model.bucketWeights : bucketWeightsOf(demonstrations.map(({ text }) => text), model.size);
  const made = { weights, features: demonstrations.map(({ text }) => featuresOf(text, model.size, weights)) };
  if (prepared.size >= mostPrepared) prepared.delete(prepared.keys().next().value!);
  prepared.set(key, made);
  return made;
}

/** Nearest neighbours of `text` among the demonstrations; undefined when none bears on it. */
export function voteOf(model: StudentModel, text: string, demonstrations: readonly Demonstration[]): Vote | undefined {
  if (demonstrations.length === 0) return undefined;
  const { weights, features: shown } = prepare(model, demonstrations);
  const question = new Map<number, number>();
  const features = featuresOf(text, model.size, weights);
  features.buckets.forEach((bucket, at) => question.set(bucket, (question.get(bucket) ?? 0) + features.values[at]!));
  const similar = shown.map((one) => similarityTo(question, one));
  const nearest = Math.max(...similar);
  if (nearest <= irrelevantBelow) return undefined;
  const votes = similar.map((similarity) => Math.exp((similarity - nearest) / temperature));
  const total = votes.reduce((sum, vote) => sum + vote, 0);
  const shares = new Map<string, number>();
  demonstrations.forEach(({ reply }, at) => shares.set(reply, (shares.get(reply) ?? 0) + votes[at]! / total));
  return { shares, relevance: Math.min(1, (nearest - irrelevantBelow) / (relevantFrom - irrelevantBelow)) };
}
