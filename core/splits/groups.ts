import { join, rootOf, singletons } from '../duplicates/disjoint-sets.ts';
import type { SplitItem } from './side.ts';

const links = ['user', 'session', 'cluster', 'fingerprint'] as const;

export type Group = {
  /** The id of its oldest item, of equally old ones the smallest: later items do not rename it. */
  name: string;
  /** Indices of its items, ascending. */
  members: number[];
};

/** Groups of items that share a user, a session, a cluster of near-duplicates or a text, directly or in a chain. */
export function groupsOf(items: readonly SplitItem[]): Group[] {
  const parents = singletons(items.length);
  for (const link of links) {
    const first = new Map<number | string, number>();
    for (const [index, item] of items.entries()) {
      const value = item[link];
      if (value === undefined) continue;
      const before = first.get(value);
      if (before === undefined) first.set(value, index);
      else join(parents, before, index);
    }
  }
  const groups = new Map<number, Group>();
  for (const [index, item] of items.entries()) {
    // The root is the smallest index, so it comes first.
    const root = rootOf(parents, index);
    const group = groups.get(root);
    if (group) group.members.push(index);
    else groups.set(root, { name: item.id, members: [index] });
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
