import binomial from '@stdlib/stats-base-dists-binomial';
import type { PairedCounts } from '../core/gate/paired-counts.ts';
import type { GatePolicy } from '../core/gate/policy.ts';
import { tangoNonInferiority } from '../core/gate/tango.ts';
import type { World } from './gate-simulation.ts';

/** Counts as improbable as this are left out: there are far fewer than a million of them, so together they stay below 1e-12. */
const negligible = 1e-18;

/**
 * The probability that paired results of n cases are among those counts, by adding up the trinomial distribution of (lost, gained, same):
 * lost is binomial, and gained is binomial among what is not lost.
 */
export function probabilityOf(n: number, { difference, discordant }: World, among: (counts: PairedCounts) => boolean): number {
  const [lostRate, gainedRate] = [(discordant - difference) / 2, Math.max(0, (discordant + difference) / 2)];
  let sum = 0;
  for (const { count: lost, probability } of likely(n, lostRate)) {
    for (const { count: gained, probability: given } of likely(n - lost, gainedRate / (1 - lostRate))) {
      if (among({ n, lost, gained })) sum += probability * given;
    }
  }
  return sum;
}

/** From the mode outwards, as far as it matters. */
function likely(n: number, rate: number): { count: number; probability: number }[] {
  const found: { count: number; probability: number }[] = [];
  const add = (count: number): boolean => {
    const probability = binomial.pmf(count, n, rate);
    if (probability > negligible) found.push({ count, probability });
    return probability > negligible;
  };
  const mode = Math.min(n, Math.floor((n + 1) * rate));
  for (let count = mode; count >= 0 && add(count); count -= 1);
  for (let count = mode + 1; count <= n && add(count); count += 1);
  return found;
}

/** What `decide` asks of plain pass/fail cases, looked at once, before it promotes; nothing else can stop them. */
export const promotes = ({ margin, alpha }: Pick<GatePolicy, 'margin' | 'alpha'>) => (counts: PairedCounts): boolean => tangoNonInferiority(counts, margin).p <= alpha;

/** Over the share of cases that flip the most often that a candidate which is worse by the whole margin is promoted. From "all flips are losses" up to .3. */
export function worstError(n: number, policy: Pick<GatePolicy, 'margin' | 'alpha'>): { error: number; discordant: number } {
  const { margin } = policy;
  // The error jumps where few flips are gains, and moves slowly beyond.
  const shares = [...steps(margin, margin + 0.03, 0.0005), ...steps(margin + 0.03, 0.3, 0.01)];
  const errors = shares.map((discordant) => ({ discordant, error: probabilityOf(n, { difference: -margin, discordant }, promotes(policy)) }));
  return errors.reduce((worst, one) => (one.error > worst.error ? one : worst));
}

const steps = (from: number, to: number, step: number): number[] => Array.from({ length: Math.floor((to - from) / step + 1e-9) + 1 }, (_, place) => from + place * step);
