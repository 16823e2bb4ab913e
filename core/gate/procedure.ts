import type { Interval } from './gate-verdict.ts';

/** One way of testing a paired difference candidate - reference. */
export type Procedure = {
  /** p of H0 "the true difference is at most this"; small: it is larger. From -1 to 1, both excluded. */
  exceeds: (difference: number) => number;
  /** Two-sided interval of that level, within [-1, 1]: it lies above x where `exceeds(x)` is below (1 - level) / 2. */
  interval: (level: number) => Interval;
  /** p of H0 "the candidate is no worse"; small: it is worse. */
  pHarm: number;
};

/** A claim holds only where every procedure makes it: none of them alone covers what the others do. */
export const allOf = (procedures: readonly Procedure[]): Procedure => ({
  exceeds: (difference) => Math.max(...procedures.map((one) => one.exceeds(difference))),
  interval: (level) => {
    const intervals = procedures.map((one) => one.interval(level));
    return [Math.min(...intervals.map(([low]) => low)), Math.max(...intervals.map(([, high]) => high))];
  },
  pHarm: Math.max(...procedures.map((one) => one.pHarm)),
});

/** Nothing is known: no claim can be made. */
export const noEvidence: Procedure = { exceeds: () => 1, interval: () => [-1, 1], pHarm: 1 };
