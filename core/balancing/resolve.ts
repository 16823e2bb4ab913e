import type { BalanceFacts } from './balance-facts.ts';
import type { Limits } from './feasibility.ts';
import { largestTarget } from './feasibility.ts';

export type Ask = {
  /** Distinct rows of each bucket, at least one each. */
  available: readonly number[];
  target: number;
  maxShare: number;
  /** Rows that each bucket should have. */
  floors: readonly number[];
  /** Copies of a row when need be, by bucket; 1 is tried first. */
  maxCopies: readonly number[];
  /** How far the target may shrink before more copies are tried, a fraction. */
  minTargetRatio: number;
};

export type Resolution = {
  limits: Limits;
  /** Feasible within `limits`. */
  target: number;
  /** What gave way, in order; empty where the ask was feasible as it stood. */
  steps: BalanceFacts[];
};

/**
 * Makes an ask feasible by giving way in a fixed order, the cheapest first: a smaller target (down to
 * minTargetRatio); more copies, one by one; lower floors where even copies cannot reach them; a larger
 * share where the buckets are too few for it; then whatever target is left; and where the floors
 * themselves do not fit into the target, floors that do.
 */
export function resolve(ask: Ask): Resolution {
  const { available, maxShare, maxCopies } = ask;
  const enough = Math.max(1, Math.ceil(ask.minTargetRatio * ask.target - 1e-9));
  const steps: BalanceFacts[] = [];
  let limits: Limits = { available, copies: available.map(() => 1), maxShare, floors: ask.floors };
  const settle = (target: number): Resolution => {
    if (target < ask.target) steps.push({ code: 'target_lowered', from: ask.target, to: target });
    return { limits, target, steps };
  };

  let target = largestTarget(limits, ask.target);
  if (target >= enough) return settle(target);

  const most = maxCopies.reduce((larger, copies) => Math.max(larger, copies), 1);
  let raised = 1;
  for (let copies = 2; copies <= most && target < enough; copies += 1) {
    raised = copies;
    limits = { ...limits, copies: maxCopies.map((limit) => Math.min(copies, limit)) };
    target = largestTarget(limits, ask.target);
  }
  if (raised > 1) steps.push({ code: 'copies_raised', to: raised });
  if (target >= enough) return settle(target);

  const reachable = limits.floors.map((floor, index) => Math.min(floor, (limits.copies[index] ?? 1) * (available[index] ?? 0)));
  const starved = reachable.filter((floor, index) => floor < (ask.floors[index] ?? 0)).length;
  if (starved > 0) {
    steps.push({ code: 'floors_lowered', intents: starved });
    limits = { ...limits, floors: reachable };
    target = largestTarget(limits, ask.target);
    if (target >= enough) return settle(target);
  }

  if (maxShare * available.length < 1 - 1e-9) {
    limits = { ...limits, maxShare: 1 / available.length };
    steps.push({ code: 'share_raised', from: maxShare, intents: available.length });
    target = largestTarget(limits, ask.target);
    if (target >= enough) return settle(target);
  }
  if (target > 0) return settle(target);

  target = largestTarget({ ...limits, floors: available.map(() => 0) }, ask.target);
  const even = Math.floor(target / available.length);
  steps.push({ code: 'floors_do_not_fit', to: even, intents: available.length, rows: target });
  limits = { ...limits, floors: limits.floors.map((floor) => Math.min(floor, even)) };
  return settle(target);
}
