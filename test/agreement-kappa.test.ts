import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fleissKappa } from '../core/agreement/fleiss.ts';
import { judgeAgreement } from '../core/agreement/judge-agreement.ts';
import { kappaOf } from '../core/agreement/kappa.ts';
import { consistentWinner, positionConsistency } from '../core/agreement/position.ts';
import { ratingTable } from '../core/agreement/rating-table.ts';
import { rateOf } from '../core/figures/share.ts';

const pairs = (one: readonly unknown[], other: readonly unknown[]): [string, string][] => one.map((label, place) => [String(label), String(other[place])]);

// Values of statsmodels (cohens_kappa) and scikit-learn (cohen_kappa_score).
test('ninety percent of agreement can be a kappa of .44, with the standard error of Fleiss, Cohen and Everitt', () => {
  const { kappa, se, interval } = kappaOf({ scale: ['good', 'bad'], counts: [[85, 5], [5, 5]], n: 100 });
  expect(kappa).toBeCloseTo(0.4444444444, 10);
  expect(se).toBeCloseTo(0.1472451906, 10);
  expect(interval?.[0]).toBeCloseTo(0.1558491742, 8);
});

test('weighted kappa goes by positions in the declared scale, unused classes included', () => {
  const a = [0, 1, 2, 3, 3, 2, 1, 0, 4, 4, 2, 1, 3, 0, 2];
  const b = [0, 1, 2, 3, 2, 2, 1, 1, 4, 3, 2, 0, 3, 0, 3];
  const table = ratingTable(['0', '1', '2', '3', '4'], pairs(a, b));
  expect(kappaOf(table).kappa).toBeCloseTo(0.5762711864, 10);
  expect(kappaOf(table, 'linear').kappa).toBeCloseTo(0.7663551402, 10);
  expect(kappaOf(table, 'quadratic').kappa).toBeCloseTo(0.8962655602, 10);
  // A class in the middle that nobody used moves its neighbours apart.
  const wider = ratingTable(['0', '1', 'unused', '2', '3', '4'], pairs(a, b));
  expect(kappaOf(wider).kappa).toBeCloseTo(0.5762711864, 10);
  expect(kappaOf(wider, 'linear').kappa).not.toBeCloseTo(0.7663551402, 3);
});

test('where chance explains all agreement there is no kappa, and nothing rated is none either', () => {
  expect(kappaOf(ratingTable(['good', 'bad'], pairs(['good', 'good'], ['good', 'good'])))).toMatchObject({ kappa: null, se: null, interval: null, n: 2 });
  expect(kappaOf(ratingTable(['good', 'bad'], []))).toMatchObject({ kappa: null, n: 0 });
  expect(fleissKappa([])).toBeNull();
  expect(() => ratingTable(['good', 'bad'], [['good', 'fine']])).toThrow(RangeError);
});

test('an unreadable answer is always wrong and lowers recall, accuracy and kappa', () => {
  const readable = [...Array.from({ length: 40 }, () => ({ human: 'bad', judge: 'bad' })), ...Array.from({ length: 60 }, () => ({ human: 'good', judge: 'good' }))];
  const found = judgeAgreement(['good', 'bad'], [...readable, ...Array.from({ length: 10 }, () => ({ human: 'bad', judge: null }))]);
  expect(found.parseFailures).toMatchObject({ count: 10, of: 110 });
  expect(found.accuracy).toMatchObject({ count: 100, of: 110 });
  expect(found.recall.map(({ label, share }) => [label, rateOf(share)])).toEqual([['good', 1], ['bad', 0.8]]);
  expect(found.kappa.kappa).toBeLessThan(1);
  expect(judgeAgreement(['good', 'bad'], readable).kappa.kappa).toBe(1);
});

test('a pairwise verdict counts only when it survives the exchange of places', () => {
  expect(consistentWinner({ forward: 'first', backward: 'second' })).toBe('A');
  expect(consistentWinner({ forward: 'second', backward: 'first' })).toBe('B');
  for (const [forward, backward] of [['first', 'first'], ['second', 'second'], ['tie', 'tie'], ['first', 'tie'], ['first', null]] as const) {
    expect(consistentWinner({ forward, backward })).toBe('tie');
  }
  const measured = positionConsistency([
    { forward: 'first', backward: 'second' }, { forward: 'tie', backward: 'tie' }, { forward: 'first', backward: 'first' },
    { forward: 'first', backward: 'first' }, { forward: 'second', backward: 'second' }, { forward: 'first', backward: null },
  ]);
  expect(measured).toMatchObject({ consistent: { count: 2, of: 5 }, firstPlace: { count: 2, of: 3 }, unreadable: { count: 1, of: 6 } });
});

const folder = new URL('../../shared/data/pandalm-human/', import.meta.url);
const missing = !existsSync(folder);
const read = <T>(name: string): T[] => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as T[];

test.skipIf(missing)('PandaLM\'s people and judges: the published agreement to four decimals (skipped without its data)', () => {
  const people = read<Record<'annotator1' | 'annotator2' | 'annotator3', number>>('testset-v1.json').map(({ annotator1, annotator2, annotator3 }) => [annotator1, annotator2, annotator3].map(String));
  const scale = ['0', '1', '2'];
  const between = (one: number, other: number) => kappaOf(ratingTable(scale, people.map((labels) => [labels[one]!, labels[other]!]))).kappa?.toFixed(4);
  expect([between(0, 1), between(0, 2), between(1, 2)]).toEqual(['0.8520', '0.8789', '0.8617']);
  expect(fleissKappa(people.map((labels) => scale.map((label) => labels.filter((one) => one === label).length)))?.toFixed(4)).toBe('0.8642');

  const majority = people.map((labels) => labels.find((label, place) => labels.indexOf(label) !== place)!);
  const against = (verdicts: readonly string[]) => judgeAgreement(scale, majority.map((human, place) => ({ human, judge: scale.find((label) => label === verdicts[place]) ?? null })));
  const gpt = against(read<{ gpt_result: string }>('gpt-3.5-turbo-testset-v1.json').map(({ gpt_result }) => (gpt_result === 'Tie' ? '0' : gpt_result)));
  expect([rateOf(gpt.accuracy)?.toFixed(4), gpt.kappa.kappa?.toFixed(4), gpt.parseFailures.count, gpt.n]).toEqual(['0.6977', '0.4755', 25, 999]);
  const panda = against(read<{ pandalm_result: number | string }>('pandalm-7b-testset-v1.json').map(({ pandalm_result }) => String(pandalm_result).replace(/^tie$/i, '0')));
  expect([rateOf(panda.accuracy)?.toFixed(4), panda.kappa.kappa?.toFixed(4)]).toEqual(['0.6677', '0.4354']);
});
