import { describe, expect, test } from 'vitest';
import { sentenceIn } from '../core/figures/sentence-in.ts';
import type { CriterionFacts } from '../core/gate/criterion-facts.ts';
import { decide } from '../core/gate/decide.ts';
import type { GateCriterion } from '../core/gate/gate-verdict.ts';
import { chinese } from '../core/gate/sentences/chinese.ts';
import { english } from '../core/gate/sentences/english.ts';
import { releaseReport } from '../core/report/release-report.ts';
import { gateScenes, statusesOf } from './support/gate-scenes.ts';
import { elementsOf, readHtml, textOf } from './support/read-html.ts';
import { releaseReportInput } from './support/release-report-input.ts';

const decisions = gateScenes.map(({ scene, evidence, policy }) => ({ scene, decision: decide(evidence, policy) }));
const criteria = decisions.flatMap(({ decision }) => decision.criteria);
const factsOf = ({ facts }: GateCriterion): CriterionFacts => facts!;

/** The spelled-out criteria of a Chinese report of one of the decisions, as its reader sees them. */
function inReport(criteria: GateCriterion[]): string {
  const html = releaseReport({ ...releaseReportInput('zh'), decision: { ...decisions[0]!.decision, criteria } });
  const section = elementsOf(readHtml(html)).find(({ name, attributes }) => name === 'section' && attributes['id'] === 'criteria')!;
  return textOf(elementsOf(section).find(({ name }) => name === 'details')!);
}

/** Names stay as they are: of slices, of a coefficient, a correction and a format. */
const names = /intent:[\w-]+|kappa|Holm|JSON/g;

describe('what the gate says of its criteria', () => {
  test('the scenes show every criterion in every status', () => {
    const seen = Object.fromEntries(Object.keys(statusesOf).map((base) => [base, new Set(criteria.filter(({ name }) => name.split(':')[0] === base).map(({ status }) => status))]));
    expect(seen).toEqual(Object.fromEntries(Object.entries(statusesOf).map(([base, statuses]) => [base, new Set(statuses)])));
    expect(new Set(criteria.map(({ name }) => name.split(':')[0]))).toEqual(new Set(Object.keys(statusesOf)));
  });

  test('and every code that has words in either language', () => {
    const codes = new Set<string>(criteria.map((one) => factsOf(one).code));
    expect([...codes].sort()).toEqual(Object.keys(english).sort());
    expect([...codes].sort()).toEqual(Object.keys(chinese).sort());
  });

  test('is the sentence of its facts, also after they were stored as JSON', () => {
    for (const one of criteria) {
      const stored = JSON.parse(JSON.stringify(factsOf(one))) as CriterionFacts;
      expect(stored).toEqual(factsOf(one));
      expect(sentenceIn(english, stored)).toBe(one.sentence);
      expect(sentenceIn(chinese, stored)).toBe(sentenceIn(chinese, factsOf(one)));
    }
  });

  test('of a slice follows from its row', () => {
    for (const { name: slice, status, role, n, lost, gained, margin, min_cases, sentence } of decisions.flatMap(({ decision }) => decision.slices)) {
      const facts = { code: 'slice', slice, role, n, lost, gained, margin, min_cases, status: status as Exclude<typeof status, 'not_run'> } as const;
      expect(sentenceIn(english, facts)).toBe(sentence);
      expect(sentenceIn(chinese, facts).replace(names, '')).toMatch(/^[^A-Za-z]+。$/);
    }
  });

  test('tells every two English sentences apart in Chinese, too', () => {
    const pairs = new Map(criteria.map((one) => [one.sentence, sentenceIn(chinese, factsOf(one))]));
    const same = [...pairs].filter(([sentence, text]) => [...pairs].some(([other, others]) => other !== sentence && others === text));
    expect(same).toEqual([]);
  });

  test('carries the same figures in both languages', () => {
    const figures = (text: string): string[] => (text.replaceAll(/95 ?%/g, '').replaceAll(/(\d),(\d{3})/g, '$1$2').match(/\d+(?:\.\d+)?/g) ?? []).map(Number).map(String).sort();
    for (const one of criteria) {
      const facts = factsOf(one);
      const text = sentenceIn(chinese, facts);
      const missing = figures(one.sentence).filter((figure) => !figures(text).includes(figure));
      expect(missing, `${one.sentence} / ${text}`).toEqual([]);
    }
  });
});

describe('a Chinese report', () => {
  test.each(decisions)('says every criterion in Chinese: $scene', ({ decision }) => {
    const text = inReport(decision.criteria);
    expect(text).not.toContain('英文原文');
    for (const one of decision.criteria) expect(text).toContain(sentenceIn(chinese, factsOf(one)));
    expect(text.replace(names, '').match(/[A-Za-z]+/g) ?? []).toEqual([]);
  });

  test('has sentences with Chinese marks only, and none without an end', () => {
    for (const one of criteria) expect(sentenceIn(chinese, factsOf(one)).replace(names, '').replaceAll(/\d[.,]\d/g, '')).toMatch(/^[^,;:()?!.]+。$/);
  });

  test('gives the English text of a decision that was stored without facts, and says so', () => {
    const older = structuredClone(decisions[0]!.decision.criteria);
    for (const one of older) delete one.facts;
    expect(inReport(older)).toContain('以下为判定程序的英文原文');
    for (const { sentence } of older) expect(inReport(older)).toContain(sentence);
  });
});
