import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { InputError } from '../core/errors/input-error.ts';
import { answersTo } from '../sandbox/student/answer.ts';
import { untrainedModel } from '../sandbox/student/model.ts';
import { train } from '../sandbox/student/train.ts';
import { newIntentNames, usualIntentNames } from '../sandbox/traffic/intents/index.ts';
import { labelledCsv } from '../sandbox/traffic/labelled-csv.ts';
import { simulateFeedback } from '../sandbox/traffic/simulate-feedback.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { temporaryFolder } from './support/sandbox-provider.ts';

test.each([1, 2, 3])('a student gets about half right after 120 rows and nine tenths after 900 (seed %i)', (seed) => {
  const held = supportTraffic({ seed: 1_000 + seed, count: 1_000 });
  const accuracyAfter = (count: number): number => {
    const model = train(untrainedModel('large'), supportTraffic({ seed, count }), { seed });
    return held.filter(({ text, reply }) => answersTo(model, text, [], 1)[0]?.reply === reply).length / held.length;
  };
  const [few, many] = [accuracyAfter(120), accuracyAfter(900)];
  expect(few).toBeGreaterThan(0.42);
  expect(few).toBeLessThan(0.65);
  expect(many).toBeGreaterThan(0.84);
  expect(many).toBeLessThan(0.93);
});

test('traffic is the same for a seed, begins alike at any length, and is hardly ever repeated', () => {
  const turns = supportTraffic({ seed: 9, count: 2_000 });
  expect(supportTraffic({ seed: 9, count: 300 })).toEqual(turns.slice(0, 300));
  expect(supportTraffic({ seed: 10, count: 300 })).not.toEqual(turns.slice(0, 300));
  expect(new Set(turns.map(({ text }) => text)).size).toBeGreaterThan(1_950);
});

test('some forty intents make a long tail, each with one reply of its own', () => {
  const turns = supportTraffic({ seed: 9, count: 8_000 });
  const counts = Object.values(Object.groupBy(turns, ({ intent }) => intent)).map((group) => group!.length);
  counts.sort((a, b) => b - a);
  expect(counts.length).toBe(usualIntentNames.length);
  expect(counts.length).toBeGreaterThanOrEqual(40);
  expect(counts[0]! / counts.at(-1)!).toBeGreaterThan(8);
  expect(counts.slice(0, 8).reduce((sum, count) => sum + count, 0) / turns.length).toBeGreaterThan(0.4);
  expect(new Set(turns.map(({ intent, reply }) => `${intent}/${reply}`)).size).toBe(counts.length);
  expect(new Set(turns.map(({ reply }) => reply)).size).toBe(counts.length);
});

test('new intents come only when they are asked for; an unknown one is named', () => {
  const usual = new Set(supportTraffic({ seed: 1, count: 3_000 }).map(({ intent }) => intent));
  expect(newIntentNames.filter((name) => usual.has(name))).toEqual([]);
  const fresh = supportTraffic({ seed: 1, count: 200, intents: newIntentNames });
  expect(new Set(fresh.map(({ intent }) => intent))).toEqual(new Set(newIntentNames));
  expect(() => supportTraffic({ seed: 1, count: 1, intents: ['time_travel'] })).toThrow(/time_travel/);
});

test('every address in the traffic is one that is reserved for examples', () => {
  const texts = supportTraffic({ seed: 4, count: 4_000 }).map(({ text }) => text.toLowerCase());
  const addresses = texts.flatMap((text) => text.match(/\S+@\S+/g) ?? []);
  expect(addresses.length).toBeGreaterThan(50);
  expect(addresses.filter((address) => !/@example\.(com|org|net)\W*$/.test(address))).toEqual([]);
});

test('simulated users complain about three tenths of the wrong replies and two hundredths of the right ones', () => {
  const say = simulateFeedback({ seed: 1 });
  const keys = Array.from({ length: 20_000 }, (_, number) => `interaction-${number}`);
  const share = (right: boolean, holds: (rating: number) => boolean): number =>
    keys.filter((key) => holds(say(key, right)?.rating ?? 0)).length / keys.length;
  expect(share(false, (rating) => rating === 1 || rating === 2)).toBeCloseTo(0.3, 1);
  expect(share(true, (rating) => rating === 1 || rating === 2)).toBeCloseTo(0.02, 2);
  expect(share(true, (rating) => rating >= 4)).toBeGreaterThan(0.05);
  expect(keys.some((key) => say(key, false)?.late === true)).toBe(true);
  const other = simulateFeedback({ seed: 2 });
  expect(keys.slice(0, 200).map((key) => say(key, false))).toEqual(keys.slice(0, 200).map((key) => simulateFeedback({ seed: 1 })(key, false)));
  expect(keys.slice(0, 200).map((key) => say(key, false))).not.toEqual(keys.slice(0, 200).map((key) => other(key, false)));
});

test('a labelled CSV becomes traffic; a bad one is refused with file, line and column', async () => {
  const dir = await temporaryFolder();
  const write = async (content: string): Promise<string> => {
    const file = join(dir, 'set.csv');
    await writeFile(file, content);
    return file;
  };
  const faultOf = async (content: string) => {
    const error = await labelledCsv(await write(content)).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).faults[0];
  };
  expect(await labelledCsv(await write('\uFEFFtext,category\r\n"one, two",first\r\nthree,second\r\n'))).toEqual([
    { text: 'one, two', reply: 'first', intent: 'first' },
    { text: 'three', reply: 'second', intent: 'second' },
  ]);
  expect(await faultOf('text,label\na,b\n')).toMatchObject({ source: join(dir, 'set.csv'), line: 1, field: 'category' });
  expect(await faultOf('text,category\na,b\nc,\n')).toMatchObject({ line: 3, field: 'category' });
  expect(await faultOf('text,category\na,b\nc,d,e\n')).toMatchObject({ line: 3 });
  expect(await faultOf('')).toMatchObject({ source: join(dir, 'set.csv') });
  await expect(labelledCsv(join(dir, 'none.csv'))).rejects.toThrow(/none\.csv.*ENOENT/);
  await rm(dir, { recursive: true });
});
