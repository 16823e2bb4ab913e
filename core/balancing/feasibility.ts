/** What a set must keep to, whatever its size. All lists go by bucket (intent). */
export type Limits = {
  /** Distinct rows. */
  available: readonly number[];
  /** Most copies of one row. */
  copies: readonly number[];
  /** Largest share of one bucket, a fraction of the set. */
  maxShare: number;
  /** Fewest rows, copies included. */
  floors: readonly number[];
};

/** Guards products such as .2 x 15 that doubles put a hair below the whole number. */
const tolerance = 1e-9;

/** Most rows of each bucket in a set of `target` rows: floor(min(copies x available, maxShare x target)). */
export function capsAt(limits: Limits, target: number): number[] {
  return reachOf(limits).map((reach) => Math.floor(Math.min(reach, limits.maxShare * target) + tolerance));
}

/** Whether `target` rows can be had: each floor below its cap, all floors within it, all caps together reach it. */
export function isFeasible(limits: Limits, target: number): boolean {
  if (tooFewBuckets(limits)) return false;
  const caps = capsAt(limits, target);
  return floorsFit(limits, caps, target) && sum(caps) >= target;
}

/** The largest feasible whole target up to `atMost`; 0 where there is none. */
export function largestTarget(limits: Limits, atMost: number): number {
  if (tooFewBuckets(limits)) return 0;
  let target = Math.floor(atMost);
  for (;;) {
    const caps = capsAt(limits, target);
    const reach = sum(caps);
    // Caps shrink with the target: where they do not reach it, no target above their sum is feasible either,
    // and a smaller target never makes room for a floor.
    if (reach >= target) return target > 0 && floorsFit(limits, caps, target) ? target : 0;
    target = Math.min(reach, Math.floor(solveOpenBuckets(limits, target) + tolerance));
  }
}

/** The real-valued bound on the target that the caps alone set; 0 where the buckets are too few for the share. */
export function targetBound(limits: Limits): number {
  if (tooFewBuckets(limits)) return 0;
  let bound = sum(reachOf(limits));
  for (;;) {
    const next = solveOpenBuckets(limits, bound);
    if (next >= bound - tolerance) return bound;
    bound = next;
  }
}

/** Rows that a bucket has when each of its rows is copied as often as it may be. */
const reachOf = ({ available, copies }: Limits): number[] => available.map((count, index) => count * (copies[index] ?? 1));

/** Fewer than 1 / share buckets cannot fill any set, each being held below the share. */
function tooFewBuckets({ available, maxShare }: Limits): boolean {
  return available.length * maxShare < 1 - tolerance;
}

/**
 * An upper bound on all feasible targets up to `target`: the buckets that the share caps now stay capped at
 * any smaller target, so T <= capped x share x T + the rest. Jumping there spares a walk row by row.
 */
function solveOpenBuckets(limits: Limits, target: number): number {
  let capped = 0;
  let rest = 0;
  for (const reach of reachOf(limits)) {
    if (reach > limits.maxShare * target) capped += 1;
    else rest += reach;
  }
  const open = 1 - capped * limits.maxShare;
  return open <= tolerance ? target : Math.min(target, rest / open);
}

function floorsFit({ floors }: Limits, caps: readonly number[], target: number): boolean {
  return floors.every((floor, index) => floor <= (caps[index] ?? 0)) && sum(floors) <= target;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
