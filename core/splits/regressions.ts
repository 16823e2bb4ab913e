import type { Group } from './groups.ts';
import { saltedShare } from './salted-share.ts';
import type { SplitItem } from './side.ts';

export type RegressionOptions = {
  /** Of the groups that hold a confirmed bad case: the share that is kept for the suite. 0 up to 1. */
  share: number;
  salt: string;
  /** How many items of each intent there are to train on, this group's among them. */
  available: ReadonlyMap<string, number>;
};

/**
 * Whether a group that stands nowhere yet is kept from training, so that its confirmed bad cases can join the suite: by a
 * salted hash of its name. A group that trained before any split is not. Nor is one that has more than a fifth of what any
 * of its intents has to train on: an intent with a handful of examples needs each of them, and could not be learned well
 * enough for a case of it to measure anything; and a large group would cost more than its cases tell.
 */
export function keptForSuite({ name, members }: Group, items: readonly SplitItem[], { share, salt, available }: RegressionOptions): boolean {
  if (share === 0 || !members.some((index) => items[index]!.bad === true) || members.some((index) => items[index]!.trained === true)) return false;
  if (saltedShare(salt, 'regression', name) >= share) return false;
  return [...countsByIntent(members, items)].every(([intent, count]) => count <= mostOfIntent * (available.get(intent) ?? 0) + tolerance);
}

/** Of what an intent has to train on, what one group may take away: below five examples an intent keeps all. */
const mostOfIntent = 0.2;
/** .2 of 15 need not be 3 in binary. */
const tolerance = 1e-9;

/** How many of these items each intent has, in one order: sums over them are then the same to the last bit however the items come. */
export function countsByIntent(members: readonly number[], items: readonly SplitItem[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const index of members) {
    const intent = items[index]?.intent ?? '';
    counts.set(intent, (counts.get(intent) ?? 0) + 1);
  }
  return counts.size === 1 ? counts : new Map([...counts].sort(([one], [other]) => (one < other ? -1 : 1)));
}
