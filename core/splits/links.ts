import type { Seals } from './seals.ts';
import type { Side, SplitItem } from './side.ts';
import { stricter } from './side.ts';

/** What makes items belong together: whatever of it two items share. */
export const links = ['user', 'session', 'cluster', 'fingerprint'] as const;
export type Link = (typeof links)[number];

/** How a value of a link is remembered. A cluster is not: its label is of one call only. */
const sealPrefix: Readonly<Partial<Record<Link, string>>> = { user: 'user:', session: 'session:', fingerprint: 'text:' };

/** The keys under which the links of an item are remembered. */
export function linkSealKeys(item: SplitItem): string[] {
  return links.flatMap((link) => {
    const [prefix, value] = [sealPrefix[link], item[link]];
    return prefix === undefined || value === undefined ? [] : [`${prefix}${value}`];
  });
}

export type LinkSides = {
  /** Undefined where nothing that shares the value stands anywhere yet. */
  of: (link: Link, value: number | string) => Side | undefined;
  /** The sides that an item's links stand on, each once. */
  touchedBy: (item: SplitItem) => Side[];
};

/** On which side users, sessions, texts and clusters stand: as was sealed, and as `stand` adds. */
export function linkSides(sealed: Seals): LinkSides & { stand: (item: SplitItem, side: Side) => void } {
  const known: Record<Link, Map<number | string, Side | undefined>> = { user: new Map(), session: new Map(), cluster: new Map(), fingerprint: new Map() };
  const of: LinkSides['of'] = (link, value) => {
    const sides = known[link];
    if (sides.has(value) || sealed.size === 0) return sides.get(value);
    const prefix = sealPrefix[link];
    const side = prefix === undefined ? undefined : sealed.get(`${prefix}${value}`)?.reach;
    sides.set(value, side);
    return side;
  };
  return {
    of,
    touchedBy(item) {
      const touched: Side[] = [];
      for (const link of links) {
        const value = item[link];
        const side = value === undefined ? undefined : of(link, value);
        if (side !== undefined && !touched.includes(side)) touched.push(side);
      }
      return touched;
    },
    stand(item, side) {
      for (const link of links) {
        const value = item[link];
        if (value === undefined) continue;
        const before = of(link, value);
        known[link].set(value, before === undefined ? side : stricter(before, side));
      }
    },
  };
}
