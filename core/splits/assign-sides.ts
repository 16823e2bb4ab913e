import { InputError } from '../errors/input-error.ts';
import type { Group } from './groups.ts';
import { groupsOf } from './groups.ts';
import { saltedShare } from './salted-share.ts';
import type { Seals } from './seals.ts';
import { sealKeys } from './seals.ts';
import type { Placed, Side, SplitItem } from './side.ts';
import { stricter } from './side.ts';
import type { Shares } from './stratify.ts';
import { stratifier } from './stratify.ts';

export type SplitOptions = {
  /** Decides which groups are held out; another salt is another split. Keep it for ever. */
  salt: string;
  /** Shares of the items, 0 up to 1, together below 1; the rest trains. */
  val: number;
  test: number;
  /** Shares hold within each intent, as far as groups allow. Without, each group's side is a hash of its name alone. */
  stratify?: boolean;
  /** Epoch milliseconds of a test cut by time: new groups that reach it are the test side, instead of a share; `val` is then a share of the others. */
  testFrom?: number;
};

/**
 * Places each item on a side so that no group (user, session, near-duplicate cluster) stands on two, for ever:
 * an item that was sealed keeps its side, and what joins its group follows. Where groups grow together that were
 * placed apart, the strictest side any of their items ever had decides: new items go there, and items of the other
 * sides keep theirs but are blocked from then on. So a group that was ever held out never trains again.
 *
 * New groups come in the order of a salted hash of their names and go where the shares of their intents need them.
 * With `testFrom`, new groups that reach the cut are tested on as a whole, and items after it in groups that train
 * already are blocked in this call. A pure function: the same items in any order, options and seals give the same.
 *
 * @param sealed what `newSeals` gave after earlier calls
 * @returns in the order of the items; only those on the side `train` that are not blocked may train
 * @throws InputError where an id stands twice or the shares leave nothing to train on
 */
export function assignSides(items: readonly SplitItem[], options: SplitOptions, sealed: Seals = new Map()): Placed[] {
  const { salt, testFrom = Infinity, stratify = true } = options;
  assertShares(options);
  assertDistinctIds(items);
  const shares = { val: options.val, test: testFrom === Infinity ? options.test : 0 };
  const placed: Placed[] = Array.from({ length: items.length });
  const { count, place } = stratifier(shares, salt);

  const settle = (group: Group, reach: Side): void => {
    for (const index of group.members) {
      const item = items[index] as SplitItem;
      const side = sealed.get(`item:${item.id}`)?.side ?? reach;
      const late = side !== 'test' && (item.at ?? -Infinity) >= testFrom;
      placed[index] = { side, reach, blocked: side !== reach || late, group: group.name };
    }
  };
  const open: { group: Group; rank: number }[] = [];
  for (const group of groupsOf(items)) {
    const reach = reachOf(group, items, sealed, testFrom);
    if (reach === undefined) {
      open.push({ group, rank: saltedShare(salt, 'group', group.name) });
      continue;
    }
    settle(group, reach);
    // With a cut the shares are of what lies before it.
    if (reach === 'test' && testFrom !== Infinity) continue;
    for (const index of group.members) if (placed[index]?.side === reach) count(items[index]?.intent ?? '', reach);
  }
  open.sort((one, other) => one.rank - other.rank || (one.group.name < other.group.name ? -1 : 1));
  for (const { group, rank } of open) settle(group, stratify ? place(itemsByIntent(group, items)) : sideOfRank(rank, shares));
  return placed;
}

/** The strictest side that anything in the group ever had; undefined where all of it is new. */
function reachOf(group: Group, items: readonly SplitItem[], sealed: Seals, testFrom: number): Side | undefined {
  let reach: Side | undefined;
  let tested = false;
  for (const index of group.members) {
    const item = items[index] as SplitItem;
    if (item.held === true) reach = 'test';
    if ((item.at ?? -Infinity) >= testFrom) tested = true;
    if (sealed.size === 0) continue;
    for (const key of sealKeys(item)) {
      const seal = sealed.get(key);
      if (seal) reach = reach === undefined ? seal.reach : stricter(reach, seal.reach);
    }
  }
  return reach ?? (tested ? 'test' : undefined);
}

function itemsByIntent(group: Group, items: readonly SplitItem[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const index of group.members) {
    const intent = items[index]?.intent ?? '';
    counts.set(intent, (counts.get(intent) ?? 0) + 1);
  }
  // In one order, so that sums over them are the same to the last bit however the items come.
  return counts.size === 1 ? counts : new Map([...counts].sort(([one], [other]) => (one < other ? -1 : 1)));
}

const sideOfRank = (rank: number, { val, test }: Shares): Side => (rank < test ? 'test' : rank < test + val ? 'val' : 'train');

function assertShares({ val, test }: SplitOptions): void {
  for (const [field, share] of Object.entries({ val, test })) {
    if (!(share >= 0 && share < 1)) throw new InputError({ field, found: String(share), expected: 'a share from 0 up to 1' });
  }
  if (val + test >= 1) throw new InputError({ field: 'val + test', found: String(val + test), expected: 'less than 1: the rest trains' });
}

function assertDistinctIds(items: readonly SplitItem[]): void {
  const ids = new Set<string>();
  for (const { id } of items) {
    if (ids.has(id)) throw new InputError({ field: 'id', found: `${id.slice(0, 80)} twice`, expected: 'an id of its own for each item' });
    ids.add(id);
  }
}
