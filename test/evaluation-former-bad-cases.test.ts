import { describe, expect, test } from 'vitest';
import type { CaseFacts, SideCase } from '../core/evaluation/case-record.ts';
import { gateEvidence } from '../core/evaluation/gate-evidence.ts';

const side = (score: number): SideCase => ({ score, passed: score === 1, errors: 0, repeats: 1, reply: '', latencyMs: 1, costUsd: null });
const facts = (caseId: string, foundModel?: string): CaseFacts => ({
  caseId, question: caseId, expected: 'right', intent: 'help', grader: 'exact', hard: false, kind: foundModel === undefined ? 'sample' : 'regression', part: 'open',
  slices: {}, group: null, foundModel: foundModel ?? null,
});
const cases = [facts('drawn'), facts('of the champion', 'now'), facts('of the anchor', 'best'), facts('of another', 'long-gone')];
const all = (score: number) => new Map(cases.map(({ caseId }) => [caseId, side(score)]));

test('a regression that names no model counts where a team wrote it, and not where it came of a log that names none', () => {
  const unnamed = ['by hand', 'regression-0123456789abcdef01234567'].map((caseId): CaseFacts => ({ ...facts(caseId), kind: 'regression' }));
  const sides = new Map(unnamed.map(({ caseId }) => [caseId, side(1)]));
  const { cases: compared } = gateEvidence({ cases: unnamed, champion: sides, candidate: sides, championNames: ['now'], previouslyRolledBack: false, extended: false });
  expect(compared.map(({ id }) => id)).toEqual(['by hand']);
});

describe('a former bad case', () => {
  const evidence = gateEvidence({
    cases, champion: all(1), candidate: all(1), anchor: all(0), championNames: ['now', 'now-2026-01-31'], anchorNames: ['best'], previouslyRolledBack: false, extended: false,
  });

  test('is left out under the champion that it was found with, and counts under every other', () => {
    expect(evidence.cases.map(({ id }) => id)).toEqual(['drawn', 'of the anchor', 'of another']);
    expect(evidence.expectedCases).toBe(3);
  });

  test('is not held against the best release where that one had failed it', () => {
    expect(evidence.cases.map(({ id, anchor, foundAgainstAnchor }) => [id, anchor?.score, foundAgainstAnchor])).toEqual([
      ['drawn', 0, undefined], ['of the anchor', undefined, true], ['of another', 0, undefined],
    ]);
  });
});
