import type { BalanceFacts } from './balance-facts.ts';
import { newShareOf, type BalanceConfig } from './config.ts';
import type { BalanceRow } from './plan.ts';
import { drawNew, drawReplay, newAllowed, replayNeeded } from './replay.ts';
import { bucketsOf } from './row-order.ts';
import type { SizedSet } from './sized-set.ts';
import { sizeSet } from './sized-set.ts';

/**
 * Sizes a set in which new and old rows keep their shares, copies included. First every new row gets the copies
 * that `min_new_exposures` asks for. Where the new exceed their highest share, an incremental set takes more old
 * rows in; where there are none left, `on_conflict: ratio` leaves new rows for later cycles. Where that would
 * leave less than `min_target_ratio` of the set there is too little old knowledge to protect, and all new rows
 * are taken. Where they stay below their lowest share, their copies are raised as far as `max_copies`.
 * @param epochs how often the training goes over the set
 */
export function sizeMixture(rows: readonly BalanceRow[], members: readonly number[], weights: Float64Array, config: BalanceConfig, epochs: number): SizedSet {
  const [low, high] = newShareOf(config);
  const old = members.filter((member) => rows[member]!.origin === 'replay');
  const fresh = members.filter((member) => rows[member]!.origin === 'new');
  const buckets = bucketsOf(rows, members);
  if (fresh.length === 0) return sizeSet(rows, buckets, weights, config);
  const copiesOfNew = Math.max(1, Math.min(config.min_new_exposures / epochs, config.max_copies));

  let oldCount = config.strategy === 'incremental' ? Math.min(old.length, replayNeeded(Math.ceil(fresh.length * copiesOfNew), high)) : old.length;
  let newCount = fresh.length;
  const sized = (factor: number): SizedSet => {
    const oldRows = oldCount === old.length ? old : drawReplay(rows, buckets, oldCount, config.seed);
    const newRows = newCount === fresh.length ? fresh : drawNew(rows, buckets, newCount);
    const chosen = oldRows === old && newRows === fresh ? buckets : bucketsOf(rows, Int32Array.from([...oldRows, ...newRows]).sort());
    return sizeSet(rows, chosen, factor === 1 ? weights : multiplied(weights, newRows, factor), config);
  };

  let set = sized(copiesOfNew);
  let whole: { set: SizedSet; size: number } | undefined;
  // Without old rows there is nothing to forget and no share to keep.
  while (old.length > 0) {
    const { shown } = set;
    const missing = replayNeeded(shown.fresh, high) - shown.old;
    if (missing <= 0) break;
    if (oldCount < old.length) {
      // Floors copy new rows too, so the share can need more old rows than the first count. At least a tenth more
      // each time keeps the rounds few.
      oldCount = Math.min(old.length, oldCount + Math.max(missing, Math.ceil(oldCount / 10)));
    } else if (config.on_conflict === 'exposures') {
      return withStep(set, { code: 'no_more_old', old: old.length, highest: high });
    } else {
      whole ??= { set, size: shown.fresh + shown.old };
      const allowed = newAllowed(shown.old, high);
      if (shown.old + allowed < config.min_target_ratio * whole.size) {
        return withStep(whole.set, { code: 'too_few_old', old: old.length, fresh: fresh.length, highest: high });
      }
      newCount = Math.min(newCount - 1, Math.floor((newCount * allowed) / shown.fresh));
    }
    set = sized(copiesOfNew);
  }
  if (newCount < fresh.length) set = withStep(set, { code: 'new_wait', waiting: fresh.length - newCount, fresh: fresh.length, highest: high });
  return lifted(set);

  /** The set with its new rows copied up to their lowest share, where that keeps the highest. */
  function lifted(set: SizedSet): SizedSet {
    const { shown } = set;
    if (shown.fresh === 0 || shown.fresh >= low * (shown.fresh + shown.old) - 1e-9) return set;
    const needed = (low * shown.old) / (1 - low) / shown.fresh;
    // Rounding of many small buckets can leave the share a hair below: a little more than needed.
    const more = sized(Math.min(config.max_copies, copiesOfNew * needed * 1.02));
    const after = more.shown;
    return after.fresh <= high * (after.fresh + after.old) + 1e-9 ? { ...more, sizing: { ...more.sizing, steps: [...set.sizing.steps, ...more.sizing.steps.filter((step) => !set.sizing.steps.some((said) => JSON.stringify(said) === JSON.stringify(step)))] } } : set;
  }
}

function multiplied(weights: Float64Array, members: readonly number[], factor: number): Float64Array {
  const result = weights.slice();
  for (const member of members) result[member] = result[member]! * factor;
  return result;
}

const withStep = (set: SizedSet, step: BalanceFacts): SizedSet => ({ ...set, sizing: { ...set.sizing, steps: [...set.sizing.steps, step] } });
