import type { Features } from './features.ts';
import type { StudentModel } from './model.ts';

// Plain counting loops, four features at a time: this file and `train.ts` are the hot path, and each pass over `out` costs.

/** The model's raw score of each reply, written into `out` (length: number of replies). */
export function scoreInto(out: Float64Array, weights: Float32Array, { buckets, values }: Features): void {
  const replies = out.length;
  out.fill(0);
  let at = 0;
  for (; at + 3 < buckets.length; at += 4) {
    const [value0, value1, value2, value3] = [values[at]!, values[at + 1]!, values[at + 2]!, values[at + 3]!];
    let row0 = buckets[at]! * replies;
    let row1 = buckets[at + 1]! * replies;
    let row2 = buckets[at + 2]! * replies;
    let row3 = buckets[at + 3]! * replies;
    for (let reply = 0; reply < replies; reply++)
      out[reply]! +=
        value0 * weights[row0++]! + value1 * weights[row1++]! + value2 * weights[row2++]! + value3 * weights[row3++]!;
  }
  for (; at < buckets.length; at++) {
    const value = values[at]!;
    let row = buckets[at]! * replies;
    for (let reply = 0; reply < replies; reply++) out[reply]! += value * weights[row++]!;
  }
}

/** Turns scores into probabilities in place. */
export function softmax(scores: Float64Array): void {
  let highest = -Infinity;
  for (let at = 0; at < scores.length; at++) highest = Math.max(highest, scores[at]!);
  let sum = 0;
  for (let at = 0; at < scores.length; at++) sum += scores[at] = Math.exp(scores[at]! - highest);
  const scale = 1 / sum;
  for (let at = 0; at < scores.length; at++) scores[at]! *= scale;
}

/** Probabilities over `model.replies`, in their order; empty for an untrained model. */
export function probabilitiesOf(model: StudentModel, features: Features): Float64Array {
  const scores = new Float64Array(model.replies.length);
  scoreInto(scores, model.weights, features);
  softmax(scores);
  return scores;
}
