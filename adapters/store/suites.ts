import type { StoredCase } from '../../core/suite/stored.ts';
import { chunks, inTransaction, type Database, type Pool } from './database.ts';

const rowsPerInsert = 1_000;

export type NewSuite = {
  id: string;
  agent: string;
  name: string;
  cases: readonly StoredCase[];
  /** Of the version that it comes from; a family of its own without. */
  family?: string;
  origin?: 'import' | 'interactions' | 'regressions' | 'rotation';
  /** Stored only while this one gates: whoever was faster with another suite keeps it. */
  onlyAfter?: string;
  /** By whose confirmed bad cases it differs from the version before. */
  grown?: Growth & { cycleId: string };
};

/** How many confirmed bad cases a version has that the one before had not, and the other way round. */
export type Growth = { added: number; dropped: number };

/**
 * Stores a frozen suite as the agent's next version, under the hash of its content. The one stored last gates: storing an
 * older one again goes back to it.
 */
export async function storeSuite(pool: Pool, suite: NewSuite): Promise<{ created: boolean }> {
  return inTransaction(pool, (db) => storeSuiteWithin(db, suite));
}

/** The same within the caller's transaction. */
export async function storeSuiteWithin(db: Database, suite: NewSuite): Promise<{ created: boolean }> {
  // Two versions stored at once get two numbers.
  await db.query(`select pg_advisory_xact_lock(hashtextextended('suites ' || $1, 0))`, [suite.agent]);
  if (suite.onlyAfter !== undefined && (await currentSuite(db, suite.agent))?.id !== suite.onlyAfter) return { created: false };
  const { rowCount } = await db.query(
    `insert into suites (id, agent, name, cases, family, origin, grown_in, added, dropped, version)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1 + (select coalesce(max(version), 0) from suites where agent = $2)) on conflict (id) do nothing`,
    [suite.id, suite.agent, suite.name, suite.cases.length, suite.family ?? suite.id, suite.origin ?? 'import', suite.grown?.cycleId ?? null, suite.grown?.added ?? 0, suite.grown?.dropped ?? 0],
  );
  if (rowCount === 0) {
    await db.query('update suites set created_at = now(), grown_in = $2, added = $3, dropped = $4 where id = $1', [suite.id, suite.grown?.cycleId ?? null, suite.grown?.added ?? 0, suite.grown?.dropped ?? 0]);
    return { created: false };
  }
  let position = 0;
  for (const chunk of chunks(suite.cases, rowsPerInsert)) {
    const rows = chunk.map(({ caseId, group, foundModel, ...one }) => ({ ...one, case_id: caseId, case_group: group, found_model: foundModel, position: position++ }));
    await db.query(
      `insert into suite_cases (suite_id, case_id, position, messages, expected, intent, grader, hard, slices, fingerprint, kind, part, content, case_group, found_model, tools)
       select $1, case_id, position, messages, expected, intent, grader, hard, slices, fingerprint, kind, part, content, case_group, found_model, tools
       from jsonb_to_recordset($2::jsonb) as row(
         case_id text, position int, messages jsonb, expected text, intent text, grader text, hard boolean, slices jsonb, fingerprint text,
         kind text, part text, content text, case_group text, found_model text, tools jsonb)`,
      [suite.id, JSON.stringify(rows)],
    );
  }
  return { created: true };
}

export type SuiteVersion = Growth & { id: string; name: string; cases: number; version: number; family: string; origin: string; createdAt: Date };

const columns = 'id, name, cases, version, family, origin, added, dropped, created_at as "createdAt"';

/** The version that gates now. */
export async function currentSuite(db: Database, agent: string): Promise<SuiteVersion | undefined> {
  const { rows } = await db.query<SuiteVersion>(`select ${columns} from suites where agent = $1 order by created_at desc, version desc, id limit 1`, [agent]);
  return rows[0];
}

/** What a cycle has made of the suite already; undefined where it has not. */
export async function growthIn(db: Database, cycleId: string): Promise<Growth | undefined> {
  const { rows } = await db.query<Growth>('select added, dropped from suites where grown_in = $1', [cycleId]);
  return rows[0];
}

export async function findSuite(db: Database, id: string): Promise<(SuiteVersion & { agent: string }) | undefined> {
  const { rows } = await db.query<SuiteVersion & { agent: string }>(`select agent, ${columns} from suites where id = $1`, [id]);
  return rows[0];
}

/** Every version, newest first. */
export async function listSuites(db: Database, agent: string): Promise<SuiteVersion[]> {
  const { rows } = await db.query<SuiteVersion>(`select ${columns} from suites where agent = $1 order by created_at desc, version desc, id`, [agent]);
  return rows;
}

/** Cases by part and kind. */
export async function countCases(db: Database, suiteId: string): Promise<{ part: string; kind: string; hard: boolean; cases: number }[]> {
  const { rows } = await db.query<{ part: string; kind: string; hard: boolean; cases: number }>(
    'select part, kind, hard, count(*)::int as cases from suite_cases where suite_id = $1 group by part, kind, hard order by part, kind, hard',
    [suiteId],
  );
  return rows;
}

/** How many cases the first look asks; those after them are the reserve. */
export async function casesAtFirstLook(db: Database, suiteId: string): Promise<number> {
  const { rows } = await db.query<{ cases: number }>(`select count(*)::int as cases from suite_cases where suite_id = $1 and part <> 'reserve'`, [suiteId]);
  return rows[0]?.cases ?? 0;
}

/** The cases in their order, with everything that is known about them. */
export async function suiteCases(db: Database, suiteId: string, limit?: number): Promise<StoredCase[]> {
  const { rows } = await db.query<StoredCase>(
    `select case_id as "caseId", messages, expected, intent, grader, hard, kind, part, slices, fingerprint, coalesce(content, '') as content,
       case_group as "group", found_model as "foundModel", tools
     from suite_cases where suite_id = $1 order by position limit $2`,
    [suiteId, limit ?? null],
  );
  return rows;
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
