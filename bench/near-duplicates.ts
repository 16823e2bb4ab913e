// The search for near-duplicates: recall and precision on BANKING77 against brute force, time and memory on made-up
// prompts of about 60 characters, one in ten of them a variant of an earlier one. Usage: node bench/near-duplicates.ts [COUNT ...]
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { nearDuplicateClusters } from '../core/duplicates/clusters.ts';
import { nearDuplicates } from '../core/duplicates/near-duplicates.ts';
import { nearTwinIndex } from '../core/duplicates/near-twins.ts';
import { assignSides } from '../core/splits/assign-sides.ts';
import { labelledCsv } from '../sandbox/traffic/labelled-csv.ts';

const print = (cells: readonly (number | string)[]): void => void process.stdout.write(`${cells.map((cell) => String(cell).padStart(14)).join('')}\n`);

/** Seconds on the clock and of the processor: on a busy machine only the second says what the work costs. */
function timed<T>(work: () => T): { result: T; clock: string; processor: string } {
  const [started, used] = [performance.now(), process.cpuUsage()];
  const result = work();
  const { user, system } = process.cpuUsage(used);
  return { result, clock: ((performance.now() - started) / 1_000).toFixed(1), processor: ((user + system) / 1e6).toFixed(1) };
}

async function banking(): Promise<void> {
  const folder = join(import.meta.dirname, '../../shared/data/banking77');
  if (!existsSync(folder)) return void process.stderr.write(`Skipped: no BANKING77 at ${folder}\n`);
  const [train, held] = [await labelledCsv(join(folder, 'train.csv')), await labelledCsv(join(folder, 'test.csv'))];
  const texts = train.map(({ text }) => text);
  const exact = bruteForce(texts);
  const { pairs } = nearDuplicates(texts);
  const right = pairs.filter(([one, other]) => exact.has(one * texts.length + other)).length;
  const twinOf = nearTwinIndex(texts);
  const twins = held.filter(({ text }) => twinOf(text)).length;
  print(['BANKING77', 'pairs', 'two labels', 'found', 'recall', 'precision', 'test twins']);
  const labels = [...exact].filter((pair) => train[Math.floor(pair / texts.length)]?.intent !== train[pair % texts.length]?.intent).length;
  print([texts.length, exact.size, labels, pairs.length, (right / exact.size).toFixed(3), (right / pairs.length).toFixed(3), `${((100 * twins) / held.length).toFixed(2)} %`]);
}

/** Every pair of similarity .8 or more, by counting common 3-grams. */
function bruteForce(texts: readonly string[]): Set<number> {
  const sets = texts.map((text) => {
    const points = Array.from(text.toLowerCase().replaceAll(/\s+/g, ' ').trim());
    return new Set(points.slice(2).map((last, at) => `${points[at]}${points[at + 1]}${last}`));
  });
  const holders = new Map<string, number[]>();
  const pairs = new Set<number>();
  for (const [index, grams] of sets.entries()) {
    const common = new Int32Array(index);
    for (const gram of grams) {
      const before = holders.get(gram) ?? [];
      for (const other of before) common[other] = (common[other] as number) + 1;
      holders.set(gram, before);
      before.push(index);
    }
    for (const [other, shared] of common.entries()) if (shared / (grams.size + (sets[other]?.size ?? 0) - shared) >= 0.8) pairs.add(other * texts.length + index);
  }
  return pairs;
}

/** Prompts of words whose frequencies fall as in a language. */
function prompts(count: number): string[] {
  const random = xoroshiro128plus(77);
  const below = (limit: number): number => uniformInt(random, 0, limit - 1);
  const letters = 'eeeeeeetttttaaaaooooiiiinnnnssshhhrrrdddlluucmwfgypbvkjxqz';
  const words = Array.from({ length: 8_000 }, () => Array.from({ length: 2 + below(8) }, () => letters[below(letters.length)]).join(''));
  const word = (): string => words[Math.floor(words.length ** (below(1 << 20) / (1 << 20))) - 1] as string;
  const texts: string[] = [];
  for (let index = 0; index < count; index += 1) {
    if (index > 0 && below(10) === 0) {
      const parts = (texts[below(index)] as string).split(' ');
      parts[below(parts.length)] = word();
      texts.push(parts.join(' '));
      continue;
    }
    let text = word();
    while (text.length < 57) text += ` ${word()}`;
    texts.push(text);
  }
  return texts;
}

await banking();
const counts = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10_000, 100_000, 1_000_000];
print(['prompts', 'clusters', 'clock s', 'processor s', 'peak MB', 'twins s', 'twins', 'split s']);
for (const count of counts) {
  const texts = prompts(count);
  const { result, clock, processor } = timed(() => nearDuplicateClusters(texts));
  const peak = (process.resourceUsage().maxRSS / 1_024).toFixed(0);
  const twins = timed(() => {
    const twinOf = nearTwinIndex(texts.slice(0, 3_000));
    return texts.reduce((sum, text) => sum + (twinOf(text) ? 1 : 0), 0);
  });
  const items = texts.map((_, index) => ({ id: `row-${index}`, cluster: result[index] as number, intent: `intent ${index % 200}`, user: `user ${Math.floor(index / 5)}` }));
  const split = timed(() => assignSides(items, { salt: 'bench', val: 0.1, test: 0.1 }));
  print([count, new Set(result).size, clock, processor, peak, twins.processor, twins.result, split.processor]);
}
