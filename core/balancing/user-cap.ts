import { largestTarget } from './feasibility.ts';
import type { BalanceFacts } from './balance-facts.ts';
import type { BalanceConfig } from './config.ts';
import type { BalanceRow } from './plan.ts';
import { byNewest } from './row-order.ts';

export type UserCap = {
  /** Places of the rows that go. */
  out: number[];
  steps: BalanceFacts[];
  /** Rows of the user with the most of what is left, and all of what is left; undefined where no row has a user. */
  largest?: { rows: number; all: number };
};

/**
 * Which rows go so that no user has more than `user_max_ratio` of what is left; each user's newest stay. Rows
 * without a user count as one user each. Where the cap would leave less than `min_target_ratio` of the rows
 * (a handful of users), it is raised as far as that takes.
 */
export function overUserCap(rows: readonly BalanceRow[], members: readonly number[], config: BalanceConfig): UserCap {
  const counts = new Map<string, { rows: number }>();
  let anonymous = 0;
  for (const member of members) {
    const { user } = rows[member]!;
    const known = user === undefined ? undefined : counts.get(user);
    if (known) known.rows += 1;
    else if (user !== undefined) counts.set(user, { rows: 1 });
    else anonymous += 1;
  }
  const sizes = Array.from(counts.values(), (count) => count.rows);
  const most = sizes.reduce((larger, size) => Math.max(larger, size), 0);
  if (most <= Math.floor(config.user_max_ratio * members.length + 1e-9)) return { out: [], steps: [], ...(most > 0 && { largest: { rows: most, all: members.length } }) };

  const ones = Array.from({ length: anonymous }, () => 1);
  const available = [...sizes, ...ones];
  const left = largestTarget({ available, copies: available.map(() => 1), maxShare: config.user_max_ratio, floors: available.map(() => 0) }, members.length);
  const enough = Math.ceil(config.min_target_ratio * members.length - 1e-9);
  const steps: BalanceFacts[] = [];
  let cap = Math.floor(config.user_max_ratio * left + 1e-9);
  if (left < enough) {
    cap = leastCap(sizes, enough - anonymous, most);
    steps.push({ code: 'user_share_raised', limit: config.user_max_ratio, left, rows: members.length });
  }
  const over = Map.groupBy(
    members.filter((member) => (counts.get(rows[member]!.user ?? '')?.rows ?? 0) > cap),
    (member) => rows[member]!.user,
  );
  const out = [...over.values()].flatMap((own) => own.toSorted((one, other) => byNewest(rows[one]!, rows[other]!)).slice(cap));
  return { out, steps, largest: { rows: Math.min(most, cap), all: members.length - out.length } };
}

/** The least cap with which the users keep `wanted` rows together. */
function leastCap(sizes: readonly number[], wanted: number, most: number): number {
  let [low, high] = [1, most];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (sizes.reduce((sum, size) => sum + Math.min(size, middle), 0) >= wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}
