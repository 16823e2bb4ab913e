import { expect, test } from 'vitest';
import { consensus } from '../core/agreement/consensus.ts';
import { judgeRecord } from '../core/agreement/judge-record.ts';
import { badRate, measureRubric, trustOf, type LabelledItem } from '../core/agreement/measure-judge.ts';
import { annotateSchema } from '../core/annotation/config.ts';
import type { GateCase } from '../core/gate/evidence.ts';
import { gatePolicySchema } from '../core/gate/policy.ts';
import { judgeTrusted } from '../core/gate/soundness.ts';
import { saltedShare } from '../core/splits/salted-share.ts';

const at = (day: number): Date => new Date(Date.UTC(2026, 0, day));
const items = (count: number, human: string, judge: string | null, part: LabelledItem['part'] = 'random', day = 1): LabelledItem[] =>
  Array.from({ length: count }, () => ({ human, judge, part, at: at(day) }));
const asked = { asked: 200, unreadable: 10 };

test('trust is kappa with its bound, the number and age of the labels, and the rate of unreadable answers', () => {
  const labels = [...items(85, 'good', 'good'), ...items(5, 'good', 'bad'), ...items(5, 'bad', 'good'), ...items(5, 'bad', 'bad', 'random', 11)];
  const trust = trustOf(labels, asked, at(21));
  expect(trust).toMatchObject({ labels: 100, ageDays: 10, parseFailureRate: 0.05 });
  expect(trust.kappa).toBeCloseTo(0.4444444444, 9);
  expect(trust.kappaLow).toBeCloseTo(0.4444444444 - 1.959963985 * 0.1472451906, 8);
  expect(trustOf([], asked, at(21))).toEqual({ labels: 0, kappa: null, kappaLow: null, ageDays: null, parseFailureRate: 0.05 });
});

test('labels of disputed interactions are no measure of the judge, and neither are they of traffic', () => {
  const fair = [...items(40, 'good', 'good'), ...items(10, 'bad', 'bad')];
  const disputed = items(50, 'good', 'bad', 'disputed');
  expect(trustOf([...fair, ...disputed], asked, at(2))).toEqual(trustOf(fair, asked, at(2)));
  expect(badRate([...fair, ...disputed], [1, 0, 0, 0, null])).toEqual(badRate(fair, [1, 0, 0, 0, null]));
  // Labels that somebody gave unasked measure the judge, but chance did not choose them.
  expect(badRate(items(50, 'bad', 'bad', 'unasked'), [1, 0])).toBeUndefined();
  expect(trustOf(items(50, 'bad', 'bad', 'unasked'), asked, at(2)).labels).toBe(50);
});

test('severity counts near misses by their distance, and a label that has left the taxonomy is still one', () => {
  const off = (judge: string): LabelledItem[] => [...items(10, 'P0', 'P0'), ...items(10, 'P3', 'P3'), ...items(5, 'P1', judge)];
  const near = measureRubric('severity', off('P2'), { error_types: [] }).kappa.kappa!;
  expect(near).toBeGreaterThan(measureRubric('severity', off('none'), { error_types: [] }).kappa.kappa!);
  expect(measureRubric('error_type', [...items(3, 'gone', 'gone'), ...items(3, 'style', 'style')], { error_types: ['style'] })).toMatchObject({ n: 6, accuracy: { count: 6 } });
});

test('annotators are weighed, the newest label date stands, and equals who disagree give no label', () => {
  const rate = (item: string, rater: string, label: string, when = 1) => ({ item, rater, label, at: when });
  const shared = Array.from({ length: 20 }, (_, index) => ['a', 'b'].map((rater) => rate(`s${index}`, rater, index % 3 === 0 ? 'bad' : 'good'))).flat();
  const found = new Map(consensus([...shared, rate('x', 'a', 'good', 7), rate('x', 'b', 'bad', 9), rate('y', 'a', 'bad', 3)]).map((one) => [one.item, one]));
  expect(found.has('x')).toBe(false);
  expect(found.get('y')).toMatchObject({ label: 'bad', annotators: 1, at: 3 });
  expect(found.get('s0')).toMatchObject({ label: 'bad', annotators: 2 });
  expect(consensus([rate('only', 'a', 'good')])).toMatchObject([{ item: 'only', label: 'good' }]);
});

test('whatever changes what a judge is asked makes another record; what does not, does not', () => {
  const config = annotateSchema.parse({ judge: 'm' });
  const id = (more: object, version = 'v1') => judgeRecord(annotateSchema.parse({ judge: 'm', ...more }), version).id;
  expect(id({})).toBe(judgeRecord(config, 'v1').id);
  expect(id({ concurrency: 3, budget_per_cycle: 7 })).toBe(id({}));
  expect(new Set([id({}), id({ judge: 'n' }), id({}, 'v2'), id({ error_types: ['style'] }), id({ intents: ['a'] }), id({ max_prompt_chars: 9_000 })]).size).toBe(6);
});

test('a gate believes the cases of a judge that agrees with people, and refuses those of one that decides by lot', () => {
  const labels = (agrees: (item: number) => boolean): LabelledItem[] =>
    Array.from({ length: 120 }, (_, item) => {
      const human = item % 3 === 0 ? 'bad' : 'good';
      return { human, judge: agrees(item) ? human : human === 'bad' ? 'good' : 'bad', part: 'random', at: at(1) };
    });
  const policy = gatePolicySchema.parse({});
  const cases: GateCase[] = [{ id: 'a', champion: { score: 1 }, candidate: { score: 1 }, judged: true }];
  const asksFor = (items: LabelledItem[]) => judgeTrusted({ kind: 'pass', cases, judge: trustOf(items, asked, at(5)) }, cases, policy);
  expect(asksFor(labels((item) => item % 12 !== 0))).toMatchObject({ status: 'pass' });
  expect(asksFor(labels((item) => saltedShare('lot', String(item)) < 0.5))).toMatchObject({ status: 'fail', blocking: true });
  // A judge that likes everything agrees on two of three, and not beyond chance.
  expect(asksFor(labels((item) => item % 3 !== 0))).toMatchObject({ status: 'fail', blocking: true });
});
