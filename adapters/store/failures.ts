import type { Database } from './database.ts';

export type Failure = {
  workflowId: string;
  activity: string;
  attempt: number;
  type: string;
  status: number | undefined;
  requestId: string | undefined;
  /** The error's own words; may echo a user's text, so it lives here and nowhere else. */
  detail: string;
};

const longestDetail = 4_000;

export async function storeFailure(db: Database, failure: Failure): Promise<void> {
  await db.query('insert into failures (workflow_id, activity, attempt, type, status, request_id, detail) values ($1, $2, $3, $4, $5, $6, $7)', [
    failure.workflowId, failure.activity, failure.attempt, failure.type, failure.status, failure.requestId,
    // NUL cannot be stored in a text column.
    failure.detail.replaceAll('\0', '').slice(0, longestDetail),
  ]);
}

export async function failuresOf(db: Database, workflowId: string): Promise<{ activity: string; attempt: number; type: string; status: number | null; detail: string; at: Date }[]> {
  const { rows } = await db.query<{ activity: string; attempt: number; type: string; status: number | null; detail: string; at: Date }>(
    'select activity, attempt, type, status, detail, at from failures where workflow_id = $1 order by id desc limit 50',
    [workflowId],
  );
  return rows;
}
