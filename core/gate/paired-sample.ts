import type { GateCase } from './evidence.ts';

/** One case as a comparison sees it; `preference` as in `GateCase`. */
export type PairedScores = { reference: number; candidate: number; group?: string | undefined; preference?: boolean | undefined };

/** A case as the comparison with the champion sees it. */
export const againstChampion = ({ champion, candidate, group, preference }: GateCase): PairedScores => ({ reference: champion.score, candidate: candidate.score, group, preference });

/** The same with the best recent release. */
export const againstAnchor = ({ anchor, candidate, group, preference }: GateCase): PairedScores => ({ reference: anchor?.score ?? 0, candidate: anchor?.candidate ?? candidate.score, group, preference });

/** Two candidates on the same cases, ready for the tests. */
export type PairedSample = {
  n: number;
  /** Cases scored lower, and higher, than the reference's. */
  lost: number;
  gained: number;
  /** Mean scores; 0 without cases. */
  reference: number;
  candidate: number;
  /** candidate - reference, by case. */
  differences: readonly number[];
  groups: readonly (string | undefined)[];
  /** Some cases share a group: they are not independent. */
  clustered: boolean;
  /**
   * Every case is lost, gained or neither, with nothing in between: right or wrong on each side, or a preference. The tests of pass/fail
   * know of a pair no more than that, so a tie is to them what two right replies are.
   */
  passFail: boolean;
};

/** @throws RangeError for a score outside [0, 1] */
export function pairedSample(cases: readonly PairedScores[], kind: 'pass' | 'score'): PairedSample {
  for (const { reference, candidate } of cases) {
    for (const score of [reference, candidate]) {
      if (!(score >= 0 && score <= 1)) throw new RangeError(`a score must lie between 0 and 1, not ${score}`);
    }
  }
  const n = cases.length;
  const mean = (of: (one: PairedScores) => number): number => (n === 0 ? 0 : cases.reduce((sum, one) => sum + of(one), 0) / n);
  const named = cases.flatMap(({ group }) => group ?? []);
  return {
    n,
    lost: cases.filter((one) => one.candidate < one.reference).length,
    gained: cases.filter((one) => one.candidate > one.reference).length,
    reference: mean((one) => one.reference),
    candidate: mean((one) => one.candidate),
    differences: cases.map((one) => one.candidate - one.reference),
    groups: cases.map(({ group }) => group),
    clustered: new Set(named).size < named.length,
    passFail: kind === 'pass' && cases.every(isWhole),
  };
}

/** Pass or fail on both sides; of a preference: a winner, or a tie. A share of repeats is neither. */
export function isWhole({ reference, candidate, preference }: PairedScores): boolean {
  const whole = (score: number): boolean => score === 0 || score === 1;
  if (preference === true) return reference + candidate === 1 && (whole(reference) || reference === 0.5);
  return whole(reference) && whole(candidate);
}
