/** Columns that analysis computes; a log's own column of such a name is written as `logged_…` beside it. */
const computed = { text: 'string', dialog_history: 'object', query: 'string', response: 'string' } as const;
const nests = ['meta', '__dj__meta__'];

type Row = Record<string, unknown>;

/** The row as it was logged: of one that an analysis wrote, without what that computed, and under the log's own names. */
export function asLogged(row: Row): Row {
  if (!isWritten(row)) return row;
  const logged = { ...row };
  for (const name of Object.keys(computed)) {
    const own = logged[`logged_${name}`];
    delete logged[`logged_${name}`];
    if (own === undefined) delete logged[name];
    else logged[name] = own;
  }
  return logged;
}

/** By its columns too: a row that was only annotated has a tier and still its own response. */
const isWritten = (row: Row): boolean =>
  nests.some((nest) => (row[nest] as Row | null | undefined)?.['agent_bad_case_tier'] !== undefined) && Object.entries(computed).every(([name, type]) => typeof row[name] === type);
