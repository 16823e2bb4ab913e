import { type StudentSize, studentSizes } from './size.ts';

/**
 * A trained student: a linear classifier over the distinct replies it has seen.
 * `weights` are bucket-major (`bucket * replies.length + reply`), because a text touches few buckets and each time all replies.
 */
export type StudentModel = {
  size: StudentSize;
  replies: readonly string[];
  /** One per bucket: idf^0.5 of the texts of the first training; later trainings keep them, or old weights would lose their meaning. */
  bucketWeights: Float32Array;
  weights: Float32Array;
  /** A bit per hashed word ever trained on: how the student knows that it does not know a text. */
  knownWords: Uint8Array;
  /** How many examples it has been trained on, all trainings together. */
  examples: number;
};

export const knownWordBits = 1 << 16;

/** A base model: it knows no reply and so abstains from everything. */
export function untrainedModel(size: StudentSize): StudentModel {
  return {
    size,
    replies: [],
    bucketWeights: new Float32Array(studentSizes[size].buckets).fill(1),
    weights: new Float32Array(0),
    knownWords: new Uint8Array(knownWordBits / 8),
    examples: 0,
  };
}

export const knowsWord = (knownWords: Uint8Array, hash: number): boolean => {
  const bit = hash & (knownWordBits - 1);
  return (knownWords[bit >>> 3]! & (1 << (bit & 7))) !== 0;
};

export const learnWord = (knownWords: Uint8Array, hash: number): void => {
  const bit = hash & (knownWordBits - 1);
  knownWords[bit >>> 3]! |= 1 << (bit & 7);
};

/** The same model with room for more replies, whose weights start at zero. Replies it has already are not added again. */
export function withReplies(model: StudentModel, replies: Iterable<string>): StudentModel {
  const all = [...new Set([...model.replies, ...replies])];
  const before = model.replies.length;
  const weights = new Float32Array(studentSizes[model.size].buckets * all.length);
  const filled = before > 0 ? studentSizes[model.size].buckets : 0;
  for (let bucket = 0; bucket < filled; bucket++)
    weights.set(model.weights.subarray(bucket * before, (bucket + 1) * before), bucket * all.length);
  return { ...model, replies: all, weights, bucketWeights: model.bucketWeights.slice(), knownWords: model.knownWords.slice() };
}
