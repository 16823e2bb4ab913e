import { hash } from 'node:crypto';
import { contentHash } from '../identity/content-hash.ts';
import type { BalanceRow, PlannedRow } from './plan.ts';
import { noTask } from './row-weights.ts';

/** What became of one candidate: with these and the candidates a training file can be made again, byte for byte. */
export type ManifestRow = Pick<BalanceRow, 'id' | 'intent' | 'origin'> &
  Pick<PlannedRow, 'split' | 'copies' | 'weight' | 'reason'> & { task: string; group: string | null };

/** One line for each row of a plan, by id. `rows` in any order. */
export function manifestOf(rows: readonly BalanceRow[], planned: readonly PlannedRow[]): ManifestRow[] {
  const byName = new Map(rows.map((row) => [row.id, row]));
  return planned.map(({ id, split, copies, weight, reason }) => {
    const { intent, task = noTask, origin, group = null } = byName.get(id)!;
    return { id, intent, task, origin, group, split, copies, weight, reason };
  });
}

/** The name of a dataset: the hash of what trains, how often and with which weight. */
export function datasetId(owner: string, rows: readonly Pick<PlannedRow, 'id' | 'copies' | 'weight'>[]): string {
  return `d-${contentHash('dataset', owner, rows.map(({ id, copies, weight }) => ({ id, copies, weight }))).slice(0, 16)}`;
}

/**
 * The ids of a split's rows in the order of its file, each as often as it has copies. The order depends on the
 * dataset alone and looks random, so that copies do not follow one another.
 */
export function fileOrder(dataset: string, rows: readonly Pick<ManifestRow, 'id' | 'copies'>[]): string[] {
  const lines = rows.flatMap(({ id, copies }) => Array.from({ length: copies }, (_, copy) => ({ id, key: hash('sha256', `${dataset}/${id}/${copy}`) })));
  return lines.sort((one, other) => (one.key < other.key ? -1 : 1)).map(({ id }) => id);
}
