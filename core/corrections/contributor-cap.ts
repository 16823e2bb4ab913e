type Row = { id: string; at?: number };
type Planned = { rows: readonly { id: string; split: string; copies: number }[] };

/**
 * A plan in which no user's own corrections are more than a share of what trains, copies counted: the rows that are too many go, the newest of each user
 * stay, and what is left is planned anew, until it holds. Strict: in a set of fewer than 1 / share rows there is none.
 *
 * @param contributors by row, the user whose words its reply is
 * @param plan makes a training set of rows
 * @returns the plan, and how many rows were left out
 */
export function withinContributorShare<R extends Row, P extends Planned>(
  rows: readonly R[], contributors: ReadonlyMap<string, string>, maxShare: number, plan: (rows: readonly R[]) => P,
): { plan: P; leftOut: number } {
  const at = new Map(rows.map((row) => [row.id, row.at ?? -Infinity]));
  let kept = rows;
  for (;;) {
    const made = plan(kept);
    const out = tooMany(made, contributors, maxShare, at);
    if (out.size === 0) return { plan: made, leftOut: rows.length - kept.length };
    kept = kept.filter(({ id }) => !out.has(id));
  }
}

function tooMany({ rows }: Planned, contributors: ReadonlyMap<string, string>, maxShare: number, at: ReadonlyMap<string, number>): Set<string> {
  const trained = rows.filter(({ split }) => split === 'train');
  const most = Math.floor(maxShare * trained.reduce((sum, { copies }) => sum + copies, 0) + 1e-9);
  const out = new Set<string>();
  for (const [user, own] of Map.groupBy(trained, ({ id }) => contributors.get(id))) {
    if (user === undefined) continue;
    let used = 0;
    for (const { id, copies } of own.toSorted((one, other) => at.get(other.id)! - at.get(one.id)! || (one.id < other.id ? -1 : 1))) {
      if (used + copies > most) out.add(id);
      else used += copies;
    }
  }
  return out;
}
