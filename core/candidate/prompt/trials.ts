import { byConfusion, urgencyOf, type Probed } from './confusions.ts';
import type { Demonstration } from './demonstration.ts';
import { spread } from './spread.ts';

/** How a set came about; stands in reports. */
export type Recipe = 'as_is' | 'spread' | 'passing' | 'confused' | 'mixed' | 'rewritten';
export type Trial = { recipe: Recipe; shown: Demonstration[] };

type Limits = { trials: number; maxExamples: number; seed: number };

/** Sets of a first round, largest first: every size with draws of its own, since more is not always better and always dearer. */
export function firstTrials(pool: readonly Demonstration[], { trials, maxExamples, seed }: Limits, urgency?: ReadonlyMap<string, number>): Trial[] {
  const sizes = [...new Set([maxExamples, Math.ceil(maxExamples / 2), Math.ceil(maxExamples / 4)])];
  const sets = Array.from({ length: trials }, (_, trial): Trial => {
    const size = sizes[trial % sizes.length] as number;
    return { recipe: 'spread', shown: spread(pool, size, seed + trial, urgency && { urgency }) };
  });
  return distinct(sets);
}

/**
 * Sets of a later round, made from what the best set so far got right and wrong among `probed` training questions:
 *
 * - `confused`: the best set, its tail replaced by failed questions of different confusions
 * - `passing`: only demonstrations that the model itself answers as they are shown, drawn anew (bootstrapping, as in
 *   DSPy, Khattab et al. 2023): what contradicts the rest, such as a wrong label, is not among them
 * - `mixed`: half passing, then failed questions of different confusions
 */
export function laterTrials(pool: readonly Demonstration[], best: readonly Demonstration[], probed: readonly Probed[], { trials, maxExamples, seed }: Limits): Trial[] {
  const failed = byConfusion(probed);
  const urgency = urgencyOf(probed);
  const passing = probed.filter(({ passed }) => passed);
  const pick: ((round: number) => Trial)[] = [
    (round) => {
      const replaced = Math.min(failed.length, Math.ceil((maxExamples / 4) * (round + 1)));
      const kept = best.slice(0, Math.max(0, maxExamples - replaced));
      return { recipe: 'confused', shown: spread(pool, maxExamples, seed + round, { first: joined(kept, failed), urgency }) };
    },
    (round) => ({ recipe: 'mixed', shown: spread(pool, maxExamples, seed + round, { first: joined(spread(passing, Math.ceil(maxExamples / 2), seed + round), failed), urgency }) }),
    (round) => ({ recipe: 'passing', shown: spread(passing, maxExamples, seed + round, { urgency }) }),
  ];
  return distinct(Array.from({ length: trials }, (_, trial) => (pick[trial % pick.length] as (round: number) => Trial)(Math.floor(trial / pick.length))));
}

function joined(...lists: readonly (readonly Demonstration[])[]): Demonstration[] {
  return [...new Map(lists.flat().map((one) => [one.id, one])).values()];
}

/** Without empty sets and without repeats of the same demonstrations in the same order. */
function distinct(trials: readonly Trial[]): Trial[] {
  const seen = new Set<string>();
  return trials.filter(({ shown }) => {
    const key = shown.map(({ id }) => id).join(' ');
    const isNew = shown.length > 0 && !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
