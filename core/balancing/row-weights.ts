import type { BalanceConfig } from './config.ts';
import type { BalanceRow } from './plan.ts';

/** The task of rows that name none. */
export const noTask = 'other';

/**
 * How much each of the members counts: its own weight x that of its task x that of its severity; by place in
 * `rows`, others 0. Weights lift no task beyond `task_max_ratio` of the whole, or beyond the share of its rows
 * where that is larger: what exceeds it is taken back from all rows of the task alike.
 */
export function weightsOf(rows: readonly BalanceRow[], members: readonly number[], config: BalanceConfig): Float64Array {
  const weights = new Float64Array(rows.length);
  const tasks = new Map<string, { rows: number; weight: number }>();
  for (const member of members) {
    const row = rows[member]!;
    const task = row.task ?? noTask;
    const weight = (row.weight ?? 1) * (config.task_weights[task] ?? 1) * (config.severity_weights[row.severity ?? ''] ?? 1);
    weights[member] = weight;
    const tally = tasks.get(task) ?? { rows: 0, weight: 0 };
    tasks.set(task, { rows: tally.rows + 1, weight: tally.weight + weight });
  }
  const factors = boundTasks(tasks, members.length, config.task_max_ratio);
  if (factors.size > 0) for (const member of members) weights[member] = weights[member]! * (factors.get(rows[member]!.task ?? noTask) ?? 1);
  return weights;
}

/** The factor below 1 of each task that its weights lift too far. At most one can exceed a bound of a half or more; below that, several. */
function boundTasks(tasks: ReadonlyMap<string, { rows: number; weight: number }>, count: number, ratio: number): Map<string, number> {
  const bounded = new Map<string, number>();
  const boundOf = (rows: number): number => Math.max(ratio, rows / count);
  for (;;) {
    // Tasks at their bound share what is left for them; the others keep their weight.
    let open = 0;
    let taken = 0;
    for (const [task, { rows, weight }] of tasks) {
      if (bounded.has(task)) taken += boundOf(rows);
      else open += weight;
    }
    if (taken >= 1 - 1e-9 || open === 0) return factorsOf(tasks, bounded);
    const total = open / (1 - taken);
    for (const task of bounded.keys()) bounded.set(task, boundOf(tasks.get(task)!.rows) * total);
    const over = [...tasks].filter(([task, { rows, weight }]) => !bounded.has(task) && weight > boundOf(rows) * total * (1 + 1e-9));
    if (over.length === 0) return factorsOf(tasks, bounded);
    for (const [task] of over) bounded.set(task, 0);
  }
}

const factorsOf = (tasks: ReadonlyMap<string, { weight: number }>, bounded: ReadonlyMap<string, number>): Map<string, number> =>
  new Map([...bounded].map(([task, weight]) => [task, weight === 0 ? 1 : Math.min(1, weight / tasks.get(task)!.weight)]));
