import type { BalanceFacts } from './balance-facts.ts';
import type { BalanceConfig } from './config.ts';
import { floorOf, maxCopiesOf } from './config.ts';
import type { Limits } from './feasibility.ts';
import { capsAt, largestTarget } from './feasibility.ts';
import { resolve } from './resolve.ts';
import { fillBuckets } from './water-filling.ts';

export type Sizing = {
  /** Rows of each bucket, copies included. */
  allocated: number[];
  /** What each bucket was held to in the end. */
  caps: number[];
  floors: number[];
  /** What gave way, in order. */
  steps: BalanceFacts[];
};

/** A bucket as sizes see it. */
export type Supply = {
  intent: string;
  /** Distinct rows. */
  rows: number;
  /** Rows that it should have by its weights alone; `rows` where every row counts 1. */
  demand: number;
  /** What the set shall look like. */
  weight: number;
};

/**
 * Sizes a set that has no target: every bucket as its weights demand (every row once where they say nothing),
 * copies up to the floor, and only a bucket above its share of the resulting set is cut. Where that cut would
 * cost more than `min_target_ratio` allows, the set is sized like one that asks for as many rows as there are, so
 * that copies of the rare intents make room for the frequent ones.
 */
export function keepEverything(supplies: readonly Supply[], config: BalanceConfig): Sizing {
  const steps: BalanceFacts[] = [];
  let maxShare = config.intent_max_ratio;
  if (maxShare * supplies.length < 1 - 1e-9) {
    steps.push({ code: 'share_raised', from: maxShare, intents: supplies.length });
    maxShare = 1 / supplies.length;
  }

  const available = supplies.map(({ rows }) => rows);
  const copies = supplies.map(({ intent }) => maxCopiesOf(config, intent));
  const reach = supplies.map(({ rows }, index) => rows * (copies[index] ?? 1));
  const floors = supplies.map(({ intent }, index) => Math.min(floorOf(config, intent), reach[index] ?? 0));
  const wanted = supplies.map(({ demand }, index) => Math.min(Math.max(1, Math.round(demand), floors[index] ?? 0), reach[index] ?? 0));
  // Taken as buckets of `wanted` single rows, the largest target is the set that cutting down to the share leaves.
  const asWanted: Limits = { available: wanted, copies: wanted.map(() => 1), maxShare, floors: wanted.map(() => 0) };
  const size = largestTarget(asWanted, total(wanted));
  const rows = total(available);
  if (size < config.min_target_ratio * rows) {
    const sizing = sizeForTarget(supplies.map((supply) => ({ ...supply, weight: supply.rows })), rows, config);
    return { ...sizing, steps: [{ code: 'cutting_costs', size, rows }, ...sizing.steps] };
  }

  const allocated = capsAt(asWanted, size);
  const starved = floors.filter((reachable, index) => reachable < floorOf(config, supplies[index]!.intent)).length;
  if (starved > 0) steps.push({ code: 'floors_lowered', intents: starved });
  const cut = wanted.filter((count, index) => (allocated[index] ?? 0) < count).length;
  if (cut > 0) steps.push({ code: 'cut_to_share', intents: cut, rows: size });
  const caps = capsAt({ available, copies, maxShare, floors }, size);
  return { allocated, caps, floors: floors.map((reachable, index) => Math.min(reachable, caps[index] ?? 0)), steps };
}

/** Sizes a set for a target: what must give way does so in `resolve`'s order, then the rows are spread like the weights. */
export function sizeForTarget(supplies: readonly Supply[], target: number, config: BalanceConfig): Sizing {
  const { limits, target: size, steps } = resolve({
    available: supplies.map(({ rows }) => rows),
    target,
    maxShare: config.intent_max_ratio,
    floors: supplies.map(({ intent }) => floorOf(config, intent)),
    maxCopies: supplies.map(({ intent }) => maxCopiesOf(config, intent)),
    minTargetRatio: config.min_target_ratio,
  });
  const caps = capsAt(limits, size);
  return { allocated: fillBuckets(limits, size, fillable(supplies, limits.floors, caps, size)), caps, floors: [...limits.floors], steps };
}

/**
 * The weights of the supplies; where those above 0 cannot fill the set, the others get what is left, in
 * proportion to their rows, and only then.
 */
function fillable(supplies: readonly Supply[], floors: readonly number[], caps: readonly number[], size: number): number[] {
  // By the rows' own weights too: a bucket of rows that count threefold is wanted threefold.
  const weights = supplies.map(({ weight, demand, rows }) => (weight * demand) / rows);
  const room = weights.reduce((sum, weight, index) => sum + (weight > 0 ? (caps[index] ?? 0) : (floors[index] ?? 0)), 0);
  if (room >= size) return weights;
  const rows = total(supplies.map((supply) => supply.rows));
  const least = weights.reduce((smaller, weight) => (weight > 0 ? Math.min(smaller, weight) : smaller), 1);
  return weights.map((weight, index) => (weight > 0 ? weight : (least * 1e-9 * supplies[index]!.rows) / rows));
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
