import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Softmax regression on hashed words and word pairs: small enough to read, good enough to route questions to replies.

export type Example = { text: string; reply: string; weight: number };
export type Classifier = { replies: string[]; weights: Float32Array };
export type Guess = { reply: string; probability: number };

const buckets = 1 << 14;

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}

/** The buckets of a text's words and word pairs, each with its share; of unit length together. */
function features(text: string): Map<number, number> {
  const words = text.toLowerCase().match(/\p{Script=Han}|[\p{L}\p{N}]+/gu) ?? [];
  const found = new Map<number, number>([[0, 1]]);
  words.forEach((word, at) => {
    for (const name of at === 0 ? [word] : [word, `${words[at - 1]} ${word}`]) {
      const bucket = 1 + (hash(name) % (buckets - 1));
      found.set(bucket, (found.get(bucket) ?? 0) + 1);
    }
  });
  const length = Math.sqrt([...found.values()].reduce((sum, value) => sum + value * value, 0));
  return new Map([...found].map(([bucket, value]) => [bucket, value / length]));
}

function probabilities({ replies, weights }: Classifier, input: Map<number, number>): Float64Array {
  const scores = new Float64Array(replies.length);
  for (const [bucket, value] of input) for (let reply = 0; reply < replies.length; reply++) scores[reply]! += value * weights[bucket * replies.length + reply]!;
  const top = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  const total = scores.reduce((sum, score, at) => sum + (scores[at] = Math.exp(score - top)), 0);
  return scores.map((score) => score / total);
}

/** Park and Miller's generator: the same seed gives the same model. */
function random(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

export type Course = { epoch: number; epochs: number; loss: number; validLoss: number | undefined };

/** Stochastic gradient descent; a row's weight scales its step and its part of the loss. */
export function trainClassifier(rows: readonly Example[], held: readonly Example[], options: { epochs: number; rate: number; seed: number }, onEpoch: (course: Course) => void): Classifier {
  const replies = [...new Set(rows.map(({ reply }) => reply))].sort();
  const model: Classifier = { replies, weights: new Float32Array(buckets * replies.length) };
  const places = new Map(replies.map((reply, at) => [reply, at]));
  const examples = rows.map(({ text, reply, weight }) => ({ input: features(text), target: places.get(reply)!, weight }));
  const whole = examples.reduce((sum, { weight }) => sum + weight, 0);
  const draw = random(options.seed);
  for (let epoch = 1; epoch <= options.epochs; epoch++) {
    for (let last = examples.length - 1; last > 0; last--) {
      const other = Math.floor(draw() * (last + 1));
      [examples[last], examples[other]] = [examples[other]!, examples[last]!];
    }
    const rate = options.rate / (1 + (3 * (epoch - 1)) / options.epochs);
    let loss = 0;
    for (const { input, target, weight } of examples) {
      const guess = probabilities(model, input);
      loss -= weight * Math.log(Math.max(guess[target]!, 1e-12));
      for (const [bucket, value] of input) {
        for (let reply = 0; reply < replies.length; reply++) {
          model.weights[bucket * replies.length + reply]! += rate * weight * value * ((reply === target ? 1 : 0) - guess[reply]!);
        }
      }
    }
    onEpoch({ epoch, epochs: options.epochs, loss: loss / whole, validLoss: lossOf(model, held) });
  }
  return model;
}

function lossOf(model: Classifier, rows: readonly Example[]): number | undefined {
  if (rows.length === 0) return undefined;
  const losses = rows.map(({ text, reply }) => -Math.log(Math.max(probabilities(model, features(text))[model.replies.indexOf(reply)] ?? 0, 1e-12)));
  return losses.reduce((sum, loss) => sum + loss, 0) / rows.length;
}

/** Every reply with its probability, the likeliest first. */
export function guesses(model: Classifier, text: string): Guess[] {
  const found = probabilities(model, features(text));
  return model.replies.map((reply, at) => ({ reply, probability: found[at]! })).sort((a, b) => b.probability - a.probability || (a.reply < b.reply ? -1 : 1));
}

export function saveClassifier(folder: string, { replies, weights }: Classifier): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'weights.bin'), new Uint8Array(weights.buffer));
  writeFileSync(join(folder, 'model.json'), JSON.stringify({ replies }));
}

export function loadClassifier(folder: string): Classifier {
  const { replies } = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as { replies: string[] };
  const bytes = readFileSync(join(folder, 'weights.bin'));
  return { replies, weights: new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)) };
}
