import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { type Features, featuresOf, wordHash, wordsOf } from './features.ts';
import { bucketWeightsOf } from './idf.ts';
import { learnWord, type StudentModel, withReplies } from './model.ts';
import { scoreInto, softmax } from './score.ts';

export type Example = {
  text: string;
  reply: string;
  /** How much it counts: 0 is skipped, 1 (the default) is one example, 2 pulls as hard as two. */
  weight?: number;
};

export type TrainingOptions = {
  seed: number;
  /** Passes over the examples; 8 by default. */
  epochs?: number;
  /** Scales the learning rate, which falls linearly from 4 to 0.1. */
  learningRate?: number;
  /** Called after each epoch, epochs counting from 1; loss is the mean cross-entropy in nats, weighted. */
  onEpoch?: (epoch: { epoch: number; epochs: number; loss: number; accuracy: number }) => void;
};

export const defaultEpochs = 8;
const firstRate = 4;
const lastRate = 0.1;
/** This share of the target goes to all replies evenly: it keeps the student from being sure of noisy labels. */
const smoothing = 0.05;

/**
 * Trains by stochastic gradient descent on the smoothed softmax cross-entropy and returns a new model; `from` is left as it was.
 * Starting from a trained model is fine-tuning it further: it learns the new examples, gains their new replies,
 * and forgets what they do not repeat. Same model, examples (in order) and options: the same weights, bit for bit.
 */
export function train(from: StudentModel, examples: readonly Example[], options: TrainingOptions): StudentModel {
  const { seed, epochs = defaultEpochs, learningRate = 1, onEpoch } = options;
  const used = examples.filter(({ weight }) => weight !== 0);
  const grown = { ...withReplies(from, used.map(({ reply }) => reply)), examples: from.examples + used.length };
  if (used.length === 0) return grown;
  const texts = used.map(({ text }) => text);
  const model = from.replies.length > 0 ? grown : { ...grown, bucketWeights: bucketWeightsOf(texts, from.size) };
  for (const text of texts) for (const word of wordsOf(text)) learnWord(model.knownWords, wordHash(word));

  const replyNumber = new Map(model.replies.map((reply, number) => [reply, number]));
  const rows = used.map(({ text, reply, weight = 1 }) => ({
    features: featuresOf(text, model.size, model.bucketWeights),
    target: replyNumber.get(reply)!,
    weight,
  }));
  const total = rows.reduce((sum, { weight }) => sum + weight, 0);
  const order = rows.map((_, row) => row);
  const random = xoroshiro128plus(seed);
  const scores = new Float64Array(model.replies.length);
  const steps = epochs * rows.length;
  let step = 0;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    for (let at = order.length - 1; at > 0; at--) {
      const other = uniformInt(random, 0, at);
      [order[at], order[other]] = [order[other]!, order[at]!];
    }
    let loss = 0;
    let right = 0;
    for (const number of order) {
      const { features, target, weight } = rows[number]!;
      const rate = learningRate * (firstRate + (lastRate - firstRate) * (step++ / steps));
      const { nats, hit } = descend(model.weights, scores, features, target, rate * weight);
      loss += nats * weight;
      right += hit ? weight : 0;
    }
    onEpoch?.({ epoch, epochs, loss: loss / total, accuracy: right / total });
  }
  return model;
}

/** One step on one example; tells its loss and whether it was answered rightly before the step. */
function descend(
  weights: Float32Array,
  scores: Float64Array,
  features: Features,
  target: number,
  rate: number,
): { nats: number; hit: boolean } {
  const replies = scores.length;
  scoreInto(scores, weights, features);
  softmax(scores);
  const probability = scores[target]!;
  let hit = true;
  for (let reply = 0; reply < replies; reply++) {
    if (scores[reply]! > probability) hit = false;
    scores[reply] = rate * ((reply === target ? 1 - smoothing : 0) + smoothing / replies - scores[reply]!);
  }
  for (let at = 0; at < features.buckets.length; at++) {
    const value = features.values[at]!;
    const row = features.buckets[at]! * replies;
    for (let reply = 0; reply < replies; reply++) weights[row + reply]! += value * scores[reply]!;
  }
  return { nats: -Math.log(Math.max(probability, 1e-30)), hit };
}
