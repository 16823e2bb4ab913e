/** One case as a comparison sees it. */
export type PairedScores = { reference: number; candidate: number; group?: string | undefined };

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
  /** Every score is 0 or 1, and means right or wrong. */
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
  const whole = (score: number): boolean => score === 0 || score === 1;
  return {
    n,
    lost: cases.filter((one) => one.candidate < one.reference).length,
    gained: cases.filter((one) => one.candidate > one.reference).length,
    reference: mean((one) => one.reference),
    candidate: mean((one) => one.candidate),
    differences: cases.map((one) => one.candidate - one.reference),
    groups: cases.map(({ group }) => group),
    clustered: new Set(named).size < named.length,
    passFail: kind === 'pass' && cases.every((one) => whole(one.reference) && whole(one.candidate)),
  };
}
