import { describe, expect, test } from 'vitest';
import { pairOutcomes } from '../core/evaluation/pairs.ts';

const results = (passed: Record<string, boolean>): { caseId: string; passed: boolean }[] =>
  Object.entries(passed).map(([caseId, passed]) => ({ caseId, passed }));

describe('paired outcomes', () => {
  test('sort the cases into lost, gained, both right and both wrong, whatever the order', () => {
    const champion = results({ d: true, a: true, b: false, c: true, e: false, f: true });
    const candidate = results({ f: false, e: true, d: false, c: true, b: false, a: true });
    expect(pairOutcomes(champion, candidate)).toEqual({
      ok: true,
      n: 6,
      lost: ['d', 'f'],
      gained: ['e'],
      bothRight: 2,
      bothWrong: 1,
    });
  });

  test('are an error that counts what is missing on each side', () => {
    const champion = results({ a: true, b: true, c: true });
    const candidate = results({ c: true, d: true });
    expect(pairOutcomes(champion, candidate)).toMatchObject({ ok: false, missingInChampion: 1, missingInCandidate: 2, repeated: 0 });
    expect(pairOutcomes(champion, [])).toMatchObject({ ok: false, missingInCandidate: 3 });
  });

  test('are an error where a case was answered twice', () => {
    const once = results({ a: true, b: true });
    expect(pairOutcomes([...once, ...once], once)).toMatchObject({ ok: false, repeated: 2 });
  });

  test('of no cases are no cases', () => {
    expect(pairOutcomes([], [])).toMatchObject({ ok: true, n: 0, lost: [], gained: [] });
  });
});
