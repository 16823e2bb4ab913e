import { shuffled } from '../random/seeded-draw.ts';
import type { BalanceConfig } from './config.ts';
import { floorOf } from './config.ts';
import { bucketsOf, byId } from './row-order.ts';
import type { BalanceRow } from './plan.ts';

export type ParaphrasePlan = { /** Id of the row to say in other words. */ original: string; count: number }[];

/**
 * Which rows are said in other words, and how often: those of intents below their floor, as evenly as it goes, until
 * the floor is reached or `per_row` of each and `calls_per_cycle` in all are spent; the intents with the fewest rows
 * come first, since copies help them least. Paraphrases that exist count as rows; they are never paraphrased again.
 * Deterministic for the configured seed.
 */
export function planParaphrases(rows: readonly Pick<BalanceRow, 'id' | 'intent' | 'paraphraseOf'>[], config: BalanceConfig): ParaphrasePlan {
  const { paraphrase } = config;
  if (paraphrase === undefined) return [];
  const ordered = rows.toSorted(byId);
  const spokenFor = Map.groupBy(ordered.filter((row) => row.paraphraseOf !== undefined), (row) => row.paraphraseOf!);
  const starved = bucketsOf(ordered, ordered.keys())
    .map(({ intent, members }) => ({ intent, missing: floorOf(config, intent) - members.length, members }))
    .filter(({ missing }) => missing > 0)
    .sort((one, other) => other.missing - one.missing);
  const plan: ParaphrasePlan = [];
  for (const { intent, missing, members } of starved) {
    const originals = members.map((member) => ordered[member]!).filter((row) => row.paraphraseOf === undefined);
    // What was asked once is not asked again: a model that gave too few has no more to give.
    const open = shuffled(originals.filter(({ id }) => !spokenFor.has(id)).map(({ id }) => id), config.seed, `paraphrase ${intent}`);
    const each = Math.min(paraphrase.per_row, Math.ceil(missing / Math.max(1, open.length)));
    for (const original of open.slice(0, Math.ceil(missing / each))) {
      if (plan.length === paraphrase.calls_per_cycle) return plan;
      plan.push({ original, count: each });
    }
  }
  return plan;
}
