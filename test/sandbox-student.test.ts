import { existsSync } from 'node:fs';
import { truncate, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { describe, expect, test } from 'vitest';
import { abstainReply } from '../sandbox/student/abstain.ts';
import { answersTo } from '../sandbox/student/answer.ts';
import { loadModel, saveModel } from '../sandbox/student/model-file.ts';
import { type StudentModel, untrainedModel } from '../sandbox/student/model.ts';
import { type Example, train } from '../sandbox/student/train.ts';
import { labelledCsv } from '../sandbox/traffic/labelled-csv.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { newIntentNames } from '../sandbox/traffic/intents/index.ts';
import { temporaryFolder } from './support/sandbox-provider.ts';

const banking = join(import.meta.dirname, '../../shared/data/banking77');
const gibberish = ['asdf qwer zxcv uiop', 'blorp flim zazzle wug', '9x8c7v6b', '', '???'];

const best = (model: StudentModel, text: string): string => answersTo(model, text, [], 1)[0]!.reply;
const accuracy = (model: StudentModel, rows: readonly Example[]): number =>
  rows.filter(({ text, reply }) => best(model, text) === reply).length / rows.length;

function randomRows<T>(rows: readonly T[], count: number, seed: number): T[] {
  const random = xoroshiro128plus(seed);
  const left = [...rows];
  return Array.from({ length: count }, () => left.splice(uniformInt(random, 0, left.length - 1), 1)[0]!);
}

describe.skipIf(!existsSync(banking))('on BANKING77 (skipped when the data set is not there)', () => {
  const load = async () => ({
    training: await labelledCsv(join(banking, 'train.csv')),
    held: await labelledCsv(join(banking, 'test.csv')),
  });

  test('it learns: about .91 from all labels, about .61 from 500, and the small student stays behind', async () => {
    const { training, held } = await load();
    const losses: number[] = [];
    const full = train(untrainedModel('large'), training, { seed: 1, onEpoch: ({ loss }) => losses.push(loss) });
    expect(accuracy(full, held)).toBeGreaterThanOrEqual(0.91);
    expect(losses).toHaveLength(8);
    expect(losses.at(-1)).toBeLessThan(losses[0]! / 5);

    const few = randomRows(training, 500, 3);
    const large = train(untrainedModel('large'), few, { seed: 1 });
    expect(accuracy(large, held)).toBeGreaterThan(0.58);
    expect(accuracy(large, held)).toBeLessThan(0.66);
    const small = train(untrainedModel('small'), few, { seed: 1 });
    expect(accuracy(small, held)).toBeLessThan(accuracy(large, held) - 0.05);
  });

  test('abstaining costs less than half a point of accuracy at 500 labels, and fires on gibberish', async () => {
    const { training, held } = await load();
    const model = train(untrainedModel('large'), randomRows(training, 500, 4), { seed: 1 });
    const forced = held.filter(({ text, reply }) => answersTo(model, text, [], 2).find((c) => c.reply !== abstainReply)?.reply === reply);
    expect(forced.length / held.length - accuracy(model, held)).toBeLessThan(0.005);
    expect(gibberish.map((text) => best(model, text))).toEqual(gibberish.map(() => abstainReply));
  });

  test('tuning on twenty new intents that resemble the old ones costs the old ones a fifth of their accuracy or more', async () => {
    const { training, held } = await load();
    const fresh = new Set([...new Set(training.map(({ reply }) => reply))].slice(57));
    const isOld = ({ reply }: Example) => !fresh.has(reply);
    const before = train(untrainedModel('large'), randomRows(training.filter(isOld), 1_500, 5), { seed: 1 });
    const after = train(before, randomRows(training.filter((row) => !isOld(row)), 800, 6), { seed: 1 });
    const oldHeld = held.filter(isOld);
    expect(accuracy(after, oldHeld)).toBeLessThan(accuracy(before, oldHeld) * 0.8);
    expect(accuracy(after, held.filter((row) => !isOld(row)))).toBeGreaterThan(0.85);
  });
});

const rows = supportTraffic({ seed: 1, count: 500 });
const held = supportTraffic({ seed: 2, count: 400 });

test('a base model knows nothing and abstains from everything', () => {
  const base = untrainedModel('large');
  expect([...held.slice(0, 20).map(({ text }) => text), ...gibberish].every((text) => best(base, text) === abstainReply)).toBe(true);
});

test('the same examples and seed give the same model, bit for bit; another seed gives another', () => {
  const [one, two, other] = [5, 5, 6].map((seed) => train(untrainedModel('large'), rows, { seed }));
  expect(Buffer.from(one!.weights.buffer).equals(Buffer.from(two!.weights.buffer))).toBe(true);
  expect(Buffer.from(one!.weights.buffer).equals(Buffer.from(other!.weights.buffer))).toBe(false);
});

test('tuning a tuned model on new intents alone teaches them and ruins the old ones; with the old rows it keeps both', () => {
  const fresh = supportTraffic({ seed: 3, count: 500, intents: newIntentNames });
  const freshHeld = supportTraffic({ seed: 4, count: 100, intents: newIntentNames });
  const before = train(untrainedModel('large'), rows, { seed: 1 });
  const forgetful = train(before, fresh, { seed: 1 });
  const careful = train(before, [...rows, ...fresh], { seed: 1 });
  expect(accuracy(forgetful, freshHeld)).toBeGreaterThan(0.7);
  expect(accuracy(careful, freshHeld)).toBeGreaterThan(0.7);
  expect(accuracy(forgetful, held)).toBeLessThan(accuracy(before, held) - 0.06);
  expect(accuracy(careful, held)).toBeGreaterThan(accuracy(before, held) - 0.03);
  // The model that was continued from is as it was.
  expect(accuracy(before, freshHeld)).toBe(0);
});

test('demonstrations in the prompt let a base model answer and move a trained one; irrelevant ones do neither', () => {
  const shown = [
    { text: 'how do I true a bent wheel', reply: 'Bring it to the workshop.' },
    { text: 'what are your opening hours on Sunday', reply: 'We are closed on Sundays.' },
  ];
  const base = untrainedModel('large');
  expect(answersTo(base, 'what are the opening hours this Sunday?', shown)[0]?.reply).toBe('We are closed on Sundays.');
  expect(answersTo(base, 'my card was declined twice', shown)[0]?.reply).toBe(abstainReply);

  const trained = train(untrainedModel('large'), rows, { seed: 1 });
  const question = rows[0]!;
  const moved = answersTo(trained, question.text, [{ text: question.text, reply: 'Something new.' }]);
  expect(moved.find(({ reply }) => reply === 'Something new.')?.probability).toBeGreaterThan(0.3);
  expect(moved.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 6);
  expect(answersTo(trained, question.text, [shown[0]!])[0]?.reply).toBe(best(trained, question.text));
});

test('an example of weight 0 teaches nothing, and a heavy one outvotes a light one', () => {
  const question = 'does the moon rover have a bell';
  const model = train(
    untrainedModel('large'),
    [
      ...rows.slice(0, 50),
      { text: question, reply: 'never said', weight: 0 },
      { text: question, reply: 'yes', weight: 3 },
      { text: question, reply: 'no', weight: 0.2 },
    ],
    { seed: 1 },
  );
  expect(model.replies).not.toContain('never said');
  expect(best(model, question)).toBe('yes');
});

test('Chinese texts are told apart, although no spaces part their words', () => {
  const pairs = [['我想退货', '退货流程'], ['什么时候发货', '发货时间'], ['怎么修改地址', '修改地址'], ['发票在哪里下载', '发票下载']] as const;
  const model = train(untrainedModel('small'), pairs.flatMap(([text, reply]) => Array.from({ length: 4 }, () => ({ text, reply }))), { seed: 1 });
  expect(best(model, '我要退货')).toBe('退货流程');
  expect(best(model, '请问发票在哪下载')).toBe('发票下载');
});

test('a saved model answers as before; a file that was cut short is refused by name', async () => {
  const dir = await temporaryFolder();
  const path = join(dir, 'model.bin');
  const model = train(untrainedModel('small'), rows, { seed: 1 });
  await saveModel(path, model);
  const loaded = await loadModel(path);
  expect(loaded).toEqual(model);
  await truncate(path, 5_000);
  await expect(loadModel(path)).rejects.toThrow(/model\.bin is cut short/);
  await rm(dir, { recursive: true });
});
