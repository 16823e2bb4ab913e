import type { StoredCase } from '../../core/suite/stored.ts';
import { chunks, inTransaction, type Database, type Pool } from './database.ts';

const rowsPerInsert = 1_000;

/**
 * Stores a frozen suite under the hash of its content. The one imported last gates: importing an older one again goes
 * back to it.
 */
export async function storeSuite(pool: Pool, suite: { id: string; agent: string; name: string; cases: readonly StoredCase[] }): Promise<{ created: boolean }> {
  return inTransaction(pool, async (db) => {
    const { rowCount } = await db.query('insert into suites (id, agent, name, cases) values ($1, $2, $3, $4) on conflict (id) do nothing', [
      suite.id, suite.agent, suite.name, suite.cases.length,
    ]);
    if (rowCount === 0) {
      await db.query('update suites set created_at = now() where id = $1', [suite.id]);
      return { created: false };
    }
    let position = 0;
    for (const chunk of chunks(suite.cases, rowsPerInsert)) {
      const rows = chunk.map((one) => ({ ...one, case_id: one.caseId, position: position++ }));
      await db.query(
        `insert into suite_cases (suite_id, case_id, position, messages, expected, intent, grader, hard, slices, fingerprint)
         select $1, case_id, position, messages, expected, intent, grader, hard, slices, fingerprint
         from jsonb_to_recordset($2::jsonb) as row(
           case_id text, position int, messages jsonb, expected text, intent text, grader text, hard boolean, slices jsonb, fingerprint text)`,
        [suite.id, JSON.stringify(rows)],
      );
    }
    return { created: true };
  });
}

export async function currentSuite(db: Database, agent: string): Promise<{ id: string; name: string; cases: number } | undefined> {
  const { rows } = await db.query<{ id: string; name: string; cases: number }>(
    'select id, name, cases from suites where agent = $1 order by created_at desc, id limit 1',
    [agent],
  );
  return rows[0];
}

/** Fingerprints of every case of every suite of the agent, old suites included: what was held out once never trains. */
export async function heldOutFingerprints(db: Database, agent: string): Promise<Set<string>> {
  const { rows } = await db.query<{ fingerprint: string }>(
    'select distinct fingerprint from suite_cases c join suites s on s.id = c.suite_id where s.agent = $1',
    [agent],
  );
  return new Set(rows.map(({ fingerprint }) => fingerprint));
}

/** What those cases ask: near-twins of them never train either. */
export async function heldOutQuestions(db: Database, agent: string): Promise<string[]> {
  const { rows } = await db.query<{ question: string }>(
    `select distinct m->>'content' as question
     from suite_cases c join suites s on s.id = c.suite_id
     cross join lateral (
       select m from jsonb_array_elements(c.messages) with ordinality as e(m, n) where m->>'role' = 'user' order by n desc limit 1) asked
     where s.agent = $1 and m->>'content' is not null order by 1`,
    [agent],
  );
  return rows.map(({ question }) => question);
}
