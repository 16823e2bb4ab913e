import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeAtomically } from '../../adapters/files/write-atomically.ts';
import type { StudentModel } from './model.ts';
import { studentSizes } from './size.ts';

const magic = 'FWSTUD01';
const headerSchema = z.object({
  size: z.enum(['small', 'large']),
  replies: z.array(z.string()),
  examples: z.number(),
  bucketWeights: z.number().int(),
  weights: z.number().int(),
  knownWords: z.number().int(),
});

const bytesOf = (array: Float32Array | Uint8Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/**
 * Writes a model as one file: magic, header length (uint32, little endian), header (JSON, padded to 4 bytes), then the
 * arrays as they lie in memory (little endian). Under its name there is the whole file or none, a crash included.
 */
export async function saveModel(path: string, model: StudentModel): Promise<void> {
  const { size, replies, examples, bucketWeights, weights, knownWords } = model;
  const header = JSON.stringify({
    size,
    replies,
    examples,
    bucketWeights: bucketWeights.length,
    weights: weights.length,
    knownWords: knownWords.length,
  });
  const json = Buffer.from(header);
  const padded = Buffer.concat([json, Buffer.alloc((4 - (json.length % 4)) % 4, ' ')]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(padded.length);
  const arrays = [bucketWeights, weights, knownWords].map(bytesOf);
  await writeAtomically(path, [Buffer.from(magic), length, padded, ...arrays], 0o600);
}

/** Reads what `saveModel` wrote. A file that is not a whole model is an error that names it. */
export async function loadModel(path: string): Promise<StudentModel> {
  const bytes = await readFile(path);
  if (bytes.toString('latin1', 0, magic.length) !== magic) throw new Error(`${path} is not a student model`);
  const start = magic.length + 4;
  const end = start + bytes.readUInt32LE(magic.length);
  const header = headerSchema.parse(JSON.parse(bytes.toString('utf8', start, end)));
  const { bucketWeights, weights, knownWords } = header;
  const wanted = studentSizes[header.size].buckets;
  if (bucketWeights !== wanted || weights !== wanted * header.replies.length)
    throw new Error(`${path} was written by another version of the student`);
  if (bytes.length !== end + 4 * (bucketWeights + weights) + knownWords) throw new Error(`${path} is cut short`);
  // Copied, because a view needs an aligned offset and a Buffer may lie anywhere in its pool.
  const part = (from: number, length: number): ArrayBuffer => Uint8Array.from(bytes.subarray(from, from + length)).buffer;
  const weightsFrom = end + 4 * bucketWeights;
  const knownFrom = weightsFrom + 4 * weights;
  return {
    size: header.size,
    replies: header.replies,
    examples: header.examples,
    bucketWeights: new Float32Array(part(end, 4 * bucketWeights)),
    weights: new Float32Array(part(weightsFrom, 4 * weights)),
    knownWords: new Uint8Array(part(knownFrom, knownWords)),
  };
}
