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
  /** This share of the target goes to all replies evenly: it keeps the student from being sure of noisy labels. .05 by default. */
  labelSmoothing?: number;
  /** Pulls the weights of the features that a step touches towards 0, times the learning rate. 0 by default. */
  l2?: number;
  /** The chance, below 1, that a step does not see a feature; the others count for more. 0 by default. */
  dropout?: number;
  /** Answered after each epoch: how the training does on what it does not learn from. */
  validation?: readonly Example[];
  /** Called after each epoch. */
  onEpoch?: (epoch: EpochFigures) => void;
};

export type EpochFigures = {
  /** From 1 on. */
  epoch: number;
  epochs: number;
  /** Mean cross-entropy in nats, weighted. */
  loss: number;
  accuracy: number;
  /** The same on the validation examples; there only where some were given. */
  validation?: { loss: number; accuracy: number };
};

export const defaultEpochs = 8;
export const defaultSmoothing = 0.05;
const firstRate = 4;
const lastRate = 0.1;

/**
 * Trains by stochastic gradient descent on the smoothed softmax cross-entropy and returns a new model; `from` is left as it was.
 * Starting from a trained model is fine-tuning it further: it learns the new examples, gains their new replies,
 * and forgets what they do not repeat. Same model, examples (in order) and options: the same weights, bit for bit.
 */
export function train(from: StudentModel, examples: readonly Example[], options: TrainingOptions): StudentModel {
  const { seed, epochs = defaultEpochs, learningRate = 1, labelSmoothing = defaultSmoothing, l2 = 0, dropout = 0, onEpoch } = options;
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
  const check = checkOn(model, options.validation ?? []);
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
      const seen = dropout > 0 ? thinned(features, dropout, random) : features;
      const { nats, hit } = descend(model.weights, scores, seen, target, { rate: rate * weight, smoothing: labelSmoothing, l2 });
      loss += nats * weight;
      right += hit ? weight : 0;
    }
    const validation = onEpoch && check();
    onEpoch?.({ epoch, epochs, loss: loss / total, accuracy: right / total, ...(validation && { validation }) });
  }
  return model;
}

/** One step on one example; tells its loss and whether it was answered rightly before the step. */
function descend(
  weights: Float32Array,
  scores: Float64Array,
  features: Features,
  target: number,
  { rate, smoothing, l2 }: { rate: number; smoothing: number; l2: number },
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
  const kept = Math.max(0, 1 - rate * l2);
  for (let at = 0; at < features.buckets.length; at++) {
    const value = features.values[at]!;
    const row = features.buckets[at]! * replies;
    if (l2 > 0) for (let reply = 0; reply < replies; reply++) weights[row + reply]! *= kept;
    for (let reply = 0; reply < replies; reply++) weights[row + reply]! += value * scores[reply]!;
  }
  return { nats: -Math.log(Math.max(probability, 1e-30)), hit };
}

/** A step's features without those that dropout takes; the rest is scaled up so that the expected score stays. */
function thinned({ buckets, values }: Features, dropout: number, random: Parameters<typeof uniformInt>[0]): Features {
  const seen = { buckets: new Uint32Array(buckets.length), values: new Float32Array(buckets.length) };
  let count = 0;
  for (let at = 0; at < buckets.length; at++) {
    if (uniformInt(random, 0, 0xfffffff) < dropout * 0x10000000) continue;
    seen.buckets[count] = buckets[at]!;
    seen.values[count++] = values[at]! / (1 - dropout);
  }
  return { buckets: seen.buckets.subarray(0, count), values: seen.values.subarray(0, count) };
}

/** What a reply that no training row has costs: the student cannot know it. */
const unknownReplyNats = -Math.log(1e-9);

function checkOn(model: StudentModel, examples: readonly Example[]): () => EpochFigures['validation'] {
  if (examples.length === 0) return () => undefined;
  const numbers = new Map(model.replies.map((reply, number) => [reply, number]));
  const rows = examples.map(({ text, reply }) => ({ features: featuresOf(text, model.size, model.bucketWeights), target: numbers.get(reply) }));
  const scores = new Float64Array(model.replies.length);
  return () => {
    let loss = 0;
    let right = 0;
    for (const { features, target } of rows) {
      scoreInto(scores, model.weights, features);
      softmax(scores);
      const probability = target === undefined ? 0 : scores[target]!;
      loss += target === undefined ? unknownReplyNats : -Math.log(Math.max(probability, 1e-9));
      if (target !== undefined && scores.every((score) => score <= probability)) right++;
    }
    return { loss: loss / rows.length, accuracy: right / rows.length };
  };
}
