import { InputError } from '../errors/input-error.ts';
import type { BalanceConfig } from './config.ts';
import { sizeMixture } from './mixture.ts';
import type { BalancePlan, BalanceRow, PlannedRow } from './plan.ts';
import { byPreference } from './preference.ts';
import { reportOf } from './report.ts';
import { bucketsOf, byId } from './row-order.ts';
import { weightsOf } from './row-weights.ts';
import { setAside, type Fate } from './set-aside.ts';
import { overUserCap } from './user-cap.ts';

export type BalanceOptions = {
  /** Fingerprints of questions that are held out and must never train. */
  heldOut?: ReadonlySet<string>;
  /** How often the training will go over the set. */
  epochs?: number;
};

/** What trainers do where nothing is said. */
export const usualEpochs = 3;

/**
 * Plans a training set: which rows train and how often each is shown. What must not train is set aside, then
 * single intents are down-sampled where configured, then every intent gets its share within the limits, and what
 * had to give way is said in the report. Shares and sizes count rows of the set, copies included. Deterministic:
 * the same rows in any order and the same configuration give the same plan. O(n log n).
 * @throws InputError where an id stands twice
 */
export function balance(rows: readonly BalanceRow[], config: BalanceConfig, { heldOut = new Set(), epochs = usualEpochs }: BalanceOptions = {}): BalancePlan {
  const ordered = inOrder(rows);
  const fates = setAside(ordered, heldOut, config);
  const { out, steps, largest } = overUserCap(ordered, usablePlaces(fates), config);
  for (const place of out) fates[place] = 'user_cap';
  for (const place of overAtMost(ordered, usablePlaces(fates), config)) fates[place] = 'cap';

  const usable = usablePlaces(fates);
  const weights = weightsOf(ordered, usable, config);
  const set = sizeMixture(ordered, usable, weightsAsCopies(weights, config), config, epochs);
  set.sizing.steps.unshift(...steps);

  const full = new Set(set.buckets.filter((_, index) => set.sizing.allocated[index] === set.sizing.caps[index]).map(({ intent }) => intent));
  const planned = ordered.map(({ id, intent, paraphraseOf }, place): PlannedRow => {
    const fate = fates[place];
    if (fate === 'val' || fate === 'test') return { id, split: fate, copies: 1, weight: 1, reason: 'held_out' };
    const copies = set.copies[place]!;
    if (copies > 0) {
      const weight = config.weights_as === 'weight' ? weights[place]! : 1;
      return { id, split: 'train', copies, weight, reason: paraphraseOf !== undefined ? 'paraphrase' : copies > 1 ? 'copied' : 'kept' };
    }
    return { id, split: 'dropped', copies: 0, weight: 0, reason: fate ?? (copies === 0 && full.has(intent) ? 'cap' : 'deferred') };
  });
  return { rows: planned, report: reportOf({ rows: ordered, usable, weights, set, planned, config, epochs, largestUser: largest }) };
}

/** A copy by id; rows from a store or a sorted file are so already. */
function inOrder(rows: readonly BalanceRow[]): BalanceRow[] {
  const sorted = rows.every((row, place) => place === 0 || rows[place - 1]!.id <= row.id);
  const ordered = sorted ? [...rows] : rows.toSorted(byId);
  const twice = ordered.find((row, place) => place > 0 && ordered[place - 1]!.id === row.id);
  if (twice) throw new InputError({ field: 'id', found: `${twice.id.slice(0, 80)} twice`, expected: 'an id of its own for each row' });
  return ordered;
}

function usablePlaces(fates: readonly Fate[]): number[] {
  const places: number[] = [];
  for (let place = 0; place < fates.length; place += 1) if (fates[place] === undefined) places.push(place);
  return places;
}

/** Rows beyond `at_most` of their intent: the diverse and the recent stay. */
function overAtMost(rows: readonly BalanceRow[], usable: readonly number[], config: BalanceConfig): number[] {
  const limits = new Map(Object.entries(config.intents).flatMap(([intent, { at_most }]) => (at_most === undefined ? [] : [[intent, at_most]])));
  if (limits.size === 0) return [];
  return bucketsOf(rows, usable.filter((place) => limits.has(rows[place]!.intent))).flatMap(({ intent, members }) => {
    const most = limits.get(intent)!;
    const kept = most < 1 ? Math.max(1, Math.round(most * members.length)) : most;
    return members.length <= kept ? [] : byPreference(rows, members, config).slice(kept);
  });
}

/** What copies follow: the weights, or nothing where a trainer takes them. */
const weightsAsCopies = (weights: Float64Array, { weights_as }: BalanceConfig): Float64Array =>
  weights_as === 'copies' ? weights : weights.map((weight) => (weight > 0 ? 1 : 0));
