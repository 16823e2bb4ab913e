import { hashShare } from '../student/hash.ts';

/** A rating of 1 (worst) to 5 (best), if the user gave one; `late` when it comes a day after the interaction. */
export type SimulatedFeedback = { rating?: 1 | 2 | 3 | 4 | 5; late: boolean };

/** How often users say something. Unhappy ones speak up more; a few are unhappy with a right answer. */
const habits = { lowWhenWrong: 0.3, lowWhenRight: 0.02, highWhenRight: 0.08, highWhenWrong: 0.01, late: 0.15 };

/**
 * Users who rate: a function that tells what the user of the interaction `key` says, given whether the reply was right.
 * It depends on nothing but seed and key, so that a day can be played again. Undefined: nothing, as most of them.
 */
export function simulateFeedback({ seed }: { seed: number }): (key: string, right: boolean) => SimulatedFeedback | undefined {
  const share = (what: string, key: string): number => hashShare(`${what}/${key}`, seed);
  return (key, right) => {
    const low = right ? habits.lowWhenRight : habits.lowWhenWrong;
    const high = right ? habits.highWhenRight : habits.highWhenWrong;
    const draw = share('speaks', key);
    if (draw >= low + high) return undefined;
    const strong = share('strength', key) < 0.5;
    const late = share('late', key) < habits.late;
    if (draw < low) return { rating: strong ? 1 : 2, late };
    return { rating: strong ? 5 : 4, late };
  };
}
