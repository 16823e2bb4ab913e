import { compareText } from '../order/compare-text.ts';

export type DatasetEntry = { id: string; intent: string; copies: number; weight: number };

export type DatasetDiff = {
  /** Ids by what happened to them, in their order. */
  added: string[];
  removed: string[];
  /** In both, with other copies or another weight. */
  changed: { id: string; before: { copies: number; weight: number }; after: { copies: number; weight: number } }[];
  unchanged: number;
  /** Rows of the set, copies included. */
  size: { before: number; after: number };
  /** Intents whose size changed, by name. */
  intents: { intent: string; before: number; after: number }[];
};

/** What one dataset has that another has not. */
export function diffDatasets(before: readonly DatasetEntry[], after: readonly DatasetEntry[]): DatasetDiff {
  const [old, fresh] = [new Map(before.map((row) => [row.id, row])), new Map(after.map((row) => [row.id, row]))];
  const ids = [...new Set([...old.keys(), ...fresh.keys()])].sort(compareText);
  const diff: DatasetDiff = { added: [], removed: [], changed: [], unchanged: 0, size: { before: total(before), after: total(after) }, intents: [] };
  for (const id of ids) {
    const [was, is] = [old.get(id), fresh.get(id)];
    if (was === undefined) diff.added.push(id);
    else if (is === undefined) diff.removed.push(id);
    else if (was.copies === is.copies && was.weight === is.weight) diff.unchanged += 1;
    else diff.changed.push({ id, before: { copies: was.copies, weight: was.weight }, after: { copies: is.copies, weight: is.weight } });
  }
  const [sizesBefore, sizesAfter] = [sizes(before), sizes(after)];
  for (const intent of [...new Set([...sizesBefore.keys(), ...sizesAfter.keys()])].sort(compareText)) {
    const [was, is] = [sizesBefore.get(intent) ?? 0, sizesAfter.get(intent) ?? 0];
    if (was !== is) diff.intents.push({ intent, before: was, after: is });
  }
  return diff;
}

function sizes(rows: readonly DatasetEntry[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { intent, copies } of rows) counts.set(intent, (counts.get(intent) ?? 0) + copies);
  return counts;
}

const total = (rows: readonly DatasetEntry[]): number => rows.reduce((sum, { copies }) => sum + copies, 0);
