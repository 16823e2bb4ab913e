import { featuresOf } from './features.ts';
import { type StudentSize, studentSizes } from './size.ts';

/** Square root of the smoothed inverse document frequency, ln((1 + n) / (1 + df)) + 1, for each bucket. */
export function bucketWeightsOf(texts: readonly string[], size: StudentSize): Float32Array {
  const frequency = new Uint32Array(studentSizes[size].buckets);
  for (const text of texts) {
    for (const bucket of new Set(featuresOf(text, size).buckets)) frequency[bucket]!++;
  }
  return Float32Array.from(frequency, (df) => Math.sqrt(Math.log((1 + texts.length) / (1 + df)) + 1));
}
