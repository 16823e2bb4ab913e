import { join, rootOf, singletons } from '../duplicates/disjoint-sets.ts';
import { links, type Link } from './links.ts';
import type { SplitItem } from './side.ts';

export type Group = {
  /** The id of its oldest item, of equally old ones the smallest: later items do not rename it. */
  name: string;
  /** Indices of its items, ascending. */
  members: number[];
};

/**
 * Groups of items that share a user, a session, a cluster of near-duplicates or a text, directly or in a chain.
 * @param options.among indices of the items that are grouped; without it all
 * @param options.joins whether those that share this value belong together for it; without it always
 */
export function groupsOf(items: readonly SplitItem[], options: { among?: readonly number[]; joins?: (link: Link, value: number | string) => boolean } = {}): Group[] {
  const among = options.among ?? [...items.keys()];
  const { joins } = options;
  const parents = singletons(items.length);
  for (const link of links) {
    const first = new Map<number | string, number>();
    for (const index of among) {
      const value = items[index]![link];
      if (value === undefined) continue;
      const before = first.get(value);
      if (before === undefined) first.set(value, index);
      else if (joins?.(link, value) ?? true) join(parents, before, index);
    }
  }
  const groups = new Map<number, Group>();
  for (const index of among) {
    const root = rootOf(parents, index);
    const group = groups.get(root);
    if (group) group.members.push(index);
    else groups.set(root, { name: items[index]!.id, members: [index] });
  }
  const all = [...groups.values()];
  for (const group of all) {
    if (group.members.length > 1) group.name = group.members.map((index) => items[index] as SplitItem).reduce(older).id;
  }
  return all;
}

function older(one: SplitItem, other: SplitItem): SplitItem {
  const [first, second] = [one.at ?? -Infinity, other.at ?? -Infinity];
  if (first !== second) return first < second ? one : other;
  return one.id < other.id ? one : other;
}
