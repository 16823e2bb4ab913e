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
  const order = [...worst].sort(([one, a], [other, b]) => compareCases(a.kept[0]!, b.kept[0]!) || compareText(one, other));
  for (const [kind] of order.slice(room.kinds)) worst.delete(kind);
}
