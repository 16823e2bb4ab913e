import { largestRemainder } from '../balancing/largest-remainder.ts';
import { compareText } from '../order/compare-text.ts';
import { shuffled } from '../random/seeded-draw.ts';

/**
 * `size` of the rows, each stratum by its share (largest remainder) but with at least one row, where there are as many
 * rows as that: a rare intent that is never asked is never guarded. At most one row of a group. Seeded; the order of the
 * rows has no influence beyond their ids.
 */
export function stratifiedSample<T extends { id: string; stratum: string; group: string }>(rows: readonly T[], size: number, seed: number): T[] {
  const one = new Map<string, T>();
  const ordered = [...rows].sort((one, other) => compareText(one.id, other.id));
  for (const row of shuffled(ordered, seed, 'groups')) if (!one.has(row.group)) one.set(row.group, row);
  const strata = new Map<string, T[]>();
  for (const row of one.values()) strata.set(row.stratum, [...(strata.get(row.stratum) ?? []), row]);
  const names = [...strata.keys()].sort();
  const counts = names.map((name) => strata.get(name)!.length);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const wanted = Math.min(size, total);
  if (wanted === 0) return [];
  const floor = wanted >= names.length ? 1 : 0;
  const shares = counts.map((count) => Math.min(count, floor + ((wanted - floor * names.length) * count) / total));
  const quotas = largestRemainder(shares, wanted, counts);
  return names.flatMap((name, place) => shuffled(strata.get(name)!, seed, name).slice(0, quotas[place]));
}
