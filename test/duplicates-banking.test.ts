import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nearDuplicates } from '../core/duplicates/near-duplicates.ts';
import { nearTwinIndex } from '../core/duplicates/near-twins.ts';
import { labelledCsv } from '../sandbox/traffic/labelled-csv.ts';

const folder = join(import.meta.dirname, '../../shared/data/banking77');
const found = existsSync(folder);
if (!found) process.stderr.write(`Skipped: no BANKING77 at ${folder}\n`);

/** Sets of 3-grams, without anything of the code under test. */
const gramsOf = (text: string): Set<string> => {
  const points = Array.from(text.toLowerCase().replaceAll(/\s+/g, ' ').trim());
  return new Set(points.slice(2).map((last, at) => `${points[at]}${points[at + 1]}${last}`));
};

/** Every pair of similarity .8 or more, by counting what each asked text shares with each known one. */
function allPairs(asked: readonly Set<string>[], known: readonly Set<string>[]): Map<string, number> {
  const holders = new Map<string, number[]>();
  for (const [index, grams] of known.entries()) {
    for (const gram of grams) {
      const list = holders.get(gram);
      if (list) list.push(index);
      else holders.set(gram, [index]);
    }
  }
  const pairs = new Map<string, number>();
  for (const [one, grams] of asked.entries()) {
    const common = new Int32Array(known.length);
    for (const gram of grams) for (const other of holders.get(gram) ?? []) common[other] = (common[other] as number) + 1;
    for (const [other, shared] of common.entries()) {
      const jaccard = shared / (grams.size + (known[other]?.size ?? 0) - shared);
      if (jaccard >= 0.8) pairs.set(`${one},${other}`, jaccard);
    }
  }
  return pairs;
}

describe.runIf(found)('on BANKING77', async () => {
  const train = found ? await labelledCsv(join(folder, 'train.csv')) : [];
  const held = found ? await labelledCsv(join(folder, 'test.csv')) : [];
  const trainGrams = train.map(({ text }) => gramsOf(text));

  test('the search finds at least 93 % of the 358 near-duplicate pairs, and no other pair', () => {
    const all = allPairs(trainGrams, trainGrams);
    const exact = new Map([...all].filter(([pair]) => Number(pair.split(',')[0]) < Number(pair.split(',')[1])));
    expect(exact.size).toBe(358);
    expect([...exact.keys()].filter((pair) => new Set(pair.split(',').map((index) => train[Number(index)]?.intent)).size === 2)).toHaveLength(9);

    const { pairs } = nearDuplicates(train.map(({ text }) => text));
    for (const [one, other, jaccard] of pairs) expect(exact.get(`${one},${other}`)).toBe(jaccard);
    expect(new Set(pairs.map(([one, other]) => `${one},${other}`)).size).toBe(pairs.length);
    expect(pairs.length / exact.size).toBeGreaterThanOrEqual(0.93);
  });

  test('the index of held-out texts finds every twin: 7.86 % of the test set has one in train', () => {
    const twinOf = nearTwinIndex(train.map(({ text }) => text));
    const exact = allPairs(held.map(({ text }) => gramsOf(text)), trainGrams);
    const asked = new Set([...exact.keys()].map((pair) => Number(pair.split(',')[0])));
    const twins = held.map(({ text }) => twinOf(text));
    expect(twins.flatMap((twin, index) => (twin ? [index] : []))).toEqual([...asked].sort((a, b) => a - b));
    expect(asked.size / held.length).toBeCloseTo(0.0786, 4);
    for (const [index, twin] of twins.entries()) if (twin) expect(exact.get(`${index},${twin.index}`)).toBe(twin.jaccard);
  });
});
