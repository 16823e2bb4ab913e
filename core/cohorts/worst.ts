import type { Signal } from '../signals/signal.ts';
import { tiers, type Tier } from '../signals/tier.ts';
import { compareText } from '../order/compare-text.ts';

/** A row that may be shown in a report, with as much of it as is shown. */
export type Case = {
  source: number;
  line: number;
  /** Position among the accepted rows. */
  row: number;
  id: string | null;
  tier: Tier;
  model: string | null;
  date: string | null;
  signals: readonly Signal[];
  headline: string | null;
  query: string;
  response: string;
};

/** The worst cases of each kind of trouble: the same signals on the same model. */
export type Worst = Map<string, { count: number; kept: Case[] }>;

const room = { kinds: 400, ofOneKind: 3 };

export const emptyWorst = (): Worst => new Map();

/** Which kind of trouble a case is of. */
export const kindOf = ({ model, signals }: Pick<Case, 'model' | 'signals'>): string => JSON.stringify([model, signals.map(({ code }) => code)]);

/**
 * Keeps a case where it is among the worst of its kind. Full of kinds, it lets the least bad kind go.
 *
 * @param make called only when the case is kept
 */
export function offerCase(worst: Worst, kind: string, rank: CaseRank, make: () => Case): void {
  const cell = worst.get(kind) ?? { count: 0, kept: [] };
  cell.count += 1;
  if (cell.count === 1) worst.set(kind, cell);
  const last = cell.kept.at(-1);
  if (cell.kept.length < room.ofOneKind || (last !== undefined && compareRanks(rank, rankOf(last)) < 0)) {
    cell.kept.push(make());
    cell.kept.sort(compareCases);
    cell.kept.length = Math.min(cell.kept.length, room.ofOneKind);
  }
  if (worst.size > 2 * room.kinds) prune(worst);
}

/** Takes an offer back: the row has turned out to be of another kind. True when the kind has others, but none of them was kept. */
export function withdrawCase(worst: Worst, kind: string, row: number): boolean {
  const cell = worst.get(kind);
  // Of those that were let go.
  if (cell === undefined) return false;
  cell.count -= 1;
  cell.kept = cell.kept.filter((one) => one.row !== row);
  if (cell.count === 0) worst.delete(kind);
  return cell.count > 0 && cell.kept.length === 0;
}

/** Keeps a case of a kind of which none is left; it was counted when it was offered. */
export function replaceCase(worst: Worst, kind: string, make: () => Case): void {
  worst.get(kind)?.kept.push(make());
}

export function mergeWorst(into: Worst, more: Worst): void {
  for (const [kind, { count, kept }] of more) {
    const cell = into.get(kind) ?? { count: 0, kept: [] };
    cell.count += count;
    cell.kept = [...cell.kept, ...kept].sort(compareCases).slice(0, room.ofOneKind);
    into.set(kind, cell);
  }
  if (into.size > 2 * room.kinds) prune(into);
}

/** At most `limit` cases: the worst of every kind first, then the second of each. */
export function diverseCases(worst: Worst, limit: number): (Case & { similar: number })[] {
  const ranked = [...worst.values()].flatMap(({ count, kept }) => kept.map((one, place) => ({ place, one: { ...one, similar: count - 1 } })));
  return ranked
    .sort((a, b) => a.place - b.place || compareCases(a.one, b.one))
    .slice(0, limit)
    .map(({ one }) => one)
    .sort(compareCases);
}

export type CaseRank = { tier: Tier; high: number; signals: number; row: number };

export const rankOf = ({ tier, signals, row }: Pick<Case, 'tier' | 'signals' | 'row'>): CaseRank => ({
  tier, high: signals.reduce((n, { weight }) => n + Number(weight === 'high'), 0), signals: signals.length, row,
});

/** Worst first, a total order: tier, strong signals, signals, position. */
const compareRanks = (one: CaseRank, other: CaseRank): number =>
  tiers.indexOf(one.tier) - tiers.indexOf(other.tier) || other.high - one.high || other.signals - one.signals || one.row - other.row;

const compareCases = (one: Case, other: Case): number => compareRanks(rankOf(one), rankOf(other));

function prune(worst: Worst): void {
  const compare = ([a]: Case[], [b]: Case[]): number => (a === undefined || b === undefined ? Number(a === undefined) - Number(b === undefined) : compareCases(a, b));
  const order = [...worst].sort(([one, a], [other, b]) => compare(a.kept, b.kept) || compareText(one, other));
  for (const [kind] of order.slice(room.kinds)) worst.delete(kind);
}
