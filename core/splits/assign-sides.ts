import { InputError } from '../errors/input-error.ts';
import type { Group } from './groups.ts';
import { groupsOf } from './groups.ts';
import { linkSides, type LinkSides } from './links.ts';
import { placedBefore } from './placed-before.ts';
import { countsByIntent, keptForSuite } from './regressions.ts';
import { saltedShare } from './salted-share.ts';
import type { Seals } from './seals.ts';
import type { Placed, Side, SplitItem } from './side.ts';
import { sides, stricter } from './side.ts';
import type { Shares } from './stratify.ts';
import { stratifier } from './stratify.ts';

export type SplitOptions = {
  /** Decides which groups are held out; another salt is another split. Keep it for ever. */
  salt: string;
  /** Shares of the items, 0 up to 1, together below 1; the rest trains. */
  val: number;
  test: number;
  /** Share, 0 up to 1, of the new groups with a confirmed bad case that is held out for the suite, whatever `test` is: see `keptForSuite`. */
  regressions?: number;
  /** Shares hold within each intent, as far as groups allow. Without, each group's side is a hash of its name alone. */
  stratify?: boolean;
  /** Epoch milliseconds of a test cut by time: new groups that reach it are the test side, instead of a share; `val` is then a share of the others. */
  testFrom?: number;
};

/**
 * Places each item on a side so that of the items that may be used no two that share a user, session, text or cluster of
 * near-duplicates stand on different ones, for ever: what was placed keeps its side, and so does what items share. New items
 * that share nothing with those before form groups, directly or in a chain, and a group is placed as a whole; new items that
 * do follow. Where they would have to follow several sides, the one that most of them belong to is that of the group, and
 * those that belong elsewhere are blocked: nobody learns from them or measures with them. Only they: a chain through
 * everything that popular questions have in common would otherwise hold out all there is, in weeks.
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
  const { salt, testFrom = Infinity, stratify = true, regressions = 0 } = options;
  assertShares(options);
  assertDistinctIds(items);
  const shares = { val: options.val, test: testFrom === Infinity ? options.test : 0 };
  const placed: Placed[] = Array.from({ length: items.length });
  const { count, place } = stratifier(shares, salt);
  const settle = (index: number, side: Side, reach: Side, name: string): void => {
    const { id, at = -Infinity } = items[index]!;
    const blocked = side !== reach || (side !== 'test' && at >= testFrom);
    placed[index] = { side, reach, blocked, group: blocked ? id : name };
  };
  const follow = (index: number, side: Side, reach: Side, name = items[index]!.id): void => {
    settle(index, side, reach, name);
    // With a cut the shares are of what lies before it.
    if (side === reach && !(side === 'test' && testFrom !== Infinity)) count(items[index]!.intent ?? '', side);
  };

  const stands = linkSides(sealed);
  const { before, fresh } = placedBefore(items, sealed, stands);
  for (const { index, side, reach } of before) follow(index, side, reach);

  const touched = (index: number): readonly Side[] => touchedSides(items[index]!, stands);
  for (const index of fresh) if (touched(index).length > 1) follow(index, 'train', strictestOf(touched(index)));
  const among = fresh.filter((index) => placed[index] === undefined);
  const mayTrain = regressions === 0 ? [] : [...items.keys()].filter((index) => placed[index] === undefined || (placed[index].side === 'train' && !placed[index].blocked));
  const regression = { share: regressions, salt, available: countsByIntent(mayTrain, items) };

  const open: { group: Group; rank: number }[] = [];
  for (const group of groupsOf(items, { among, joins: (link, value) => stands.of(link, value) === undefined })) {
    const held = sideOfMost(group.members.flatMap(touched)) ?? (isTested(group, items, testFrom) || keptForSuite(group, items, regression) ? 'test' : undefined);
    if (held === undefined) open.push({ group, rank: saltedShare(salt, 'group', group.name) });
    else for (const index of group.members) {
      const [own = held] = touched(index);
      follow(index, own === held ? held : 'train', stricter(own, held), group.name);
    }
  }
  open.sort((one, other) => one.rank - other.rank || (one.group.name < other.group.name ? -1 : 1));
  for (const { group, rank } of open) {
    const side = stratify ? place(countsByIntent(group.members, items)) : sideOfRank(rank, shares);
    for (const index of group.members) settle(index, side, side, group.name);
  }
  return before.length === 0 ? placed : named(placed, items);
}

const nothing: readonly Side[] = [];

/** The sides that a new item has to follow: those on which what it shares stands, and the test where it is a case. */
function touchedSides(item: SplitItem, stands: LinkSides): readonly Side[] {
  const touched = stands.touchedBy(item);
  if (item.held !== true) return touched.length === 0 ? nothing : touched;
  return touched.includes('test') ? touched : [...touched, 'test'];
}

const strictestOf = (several: readonly Side[]): Side => several.reduce(stricter);

/** The side that is named most often, of equal ones the strictest; undefined where none is. */
function sideOfMost(named: readonly Side[]): Side | undefined {
  let most: Side | undefined;
  const votes = (side: Side | undefined): number => named.filter((one) => one === side).length;
  for (const side of sides) if (named.includes(side) && votes(side) >= votes(most)) most = side;
  return most;
}

const isTested = ({ members }: Group, items: readonly SplitItem[], testFrom: number): boolean => members.some((index) => (items[index]!.at ?? -Infinity) >= testFrom);

/** Groups as they stand now: of what may be used, by the oldest item of each. What is blocked is alone. */
function named(placed: Placed[], items: readonly SplitItem[]): Placed[] {
  const among = [...placed.keys()].filter((index) => !placed[index]!.blocked);
  for (const { name, members } of groupsOf(items, { among })) for (const index of members) placed[index]!.group = name;
  return placed;
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
