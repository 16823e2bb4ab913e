import { scrub } from '../../core/erasure/scrub.ts';
import { chunks, type Database } from './database.ts';

/** Evidence of one decision may be a megabyte. */
const rowsAtOnce = 50;

/** Whose a row is, of agents $1, by the row's own columns. */
const own = 't.agent = any($1)';
const ofCycle = 't.cycle_id in (select id from cycles where agent = any($1))';
const ofCandidate = 't.candidate_id in (select id from candidates where agent = any($1))';

/** What stages noted of their work: numbers by intent, lists of cases. */
const notes: readonly { table: string; column: string; whose: string }[] = [
  { table: 'evaluations', column: 'summary', whose: ofCandidate },
  { table: 'evaluations', column: 'report', whose: ofCandidate },
  { table: 'decisions', column: 'evidence', whose: own },
  { table: 'decisions', column: 'input', whose: own },
  { table: 'datasets', column: 'report', whose: own },
  { table: 'cycle_stages', column: 'counts', whose: ofCycle },
  { table: 'cycle_candidates', column: 'note', whose: ofCycle },
  { table: 'annotation_plan', column: 'detail', whose: ofCycle },
  { table: 'suite_cases', column: 'slices', whose: 't.suite_id in (select id from suites where agent = any($1))' },
];

/**
 * Remembers, before the rows go, under which names they may stand in what stages noted: ids of samples and cases, keys,
 * pseudonyms, and intents and whole replies, where a report counts them. `scrub`, called when the rows are gone, replaces them;
 * intents and replies only where nobody else has them.
 */
export async function scrubTraces(db: Database, user: string, erasureId: string, agents: readonly string[]): Promise<{ scrub: () => Promise<number> }> {
  const { rows: ids } = await db.query<{ name: string }>(
    `select id as name from gone_samples union select case_id from gone_cases union select key from gone_interactions
     union select session_id from gone_interactions where session_id is not null union select $1 order by 1`,
    [user],
  );
  const { rows: cases } = await db.query<{ id: string }>('select distinct case_id as id from gone_cases');
  const { rows: intents } = await db.query<{ intent: string }>(
    `select intent from gone_samples union select intent from gone_cases
     union select intent from annotations where intent is not null and interaction_id in (select id from gone_interactions union select id from touched_interactions) order by 1`,
  );
  const { rows: replies } = await db.query<{ reply: string }>(
    `select reply from gone_samples union select expected from gone_cases union select reply from interactions where id in (select id from gone_interactions)
     union select correction from feedback where correction is not null and (user_id = $1 or interaction_id in (select id from gone_interactions)) order by 1`,
    [user],
  );
  return {
    async scrub() {
      const { rows: others } = await db.query<{ intent: string }>(
        `select distinct a.intent from annotations a where a.intent = any($1) union select s.intent from samples s where s.intent = any($1) union select c.intent from suite_cases c where c.intent = any($1)`,
        [intents.map(({ intent }) => intent)],
      );
      const { rows: repeated } = await db.query<{ reply: string }>(
        'select reply from samples where reply = any($1) union select expected from suite_cases where expected = any($1) union select reply from interactions where reply = any($1)',
        [replies.map(({ reply }) => reply)],
      );
      const kept = new Set([...others.map(({ intent }) => intent), ...repeated.map(({ reply }) => reply)]);
      const own = [...intents.map(({ intent }) => intent), ...replies.map(({ reply }) => reply)].filter((text) => !kept.has(text));
      // A slice by its intent is named so.
      const lost = [...new Set([...ids.map(({ name }) => name), ...own, ...own.map((text) => `intent:${text}`)])];
      if (lost.length === 0) return 0;
      const names = new Map(lost.map((name, place) => [name, `erased-${erasureId.slice(0, 8)}-${place + 1}`]));
      return replaceNames(db, agents, names, new Set(cases.map(({ id }) => id)));
    },
  };
}

async function replaceNames(db: Database, agents: readonly string[], names: ReadonlyMap<string, string>, cases: ReadonlySet<string>): Promise<number> {
  let changed = 0;
  for (const { table, column, whose } of notes) {
    const { rows: places } = await db.query<{ at: string }>(`select t.ctid::text as at from ${table} t where ${whose} and t.${column} is not null for update of t`, [agents]);
    for (const some of chunks(places, rowsAtOnce)) {
      const { rows } = await db.query<{ at: string; value: unknown }>(`select ctid::text as at, ${column} as value from ${table} where ctid = any($1::tid[])`, [some.map(({ at }) => at)]);
      for (const { at, value } of rows) {
        const left = JSON.stringify(scrub(value, { names, cases }));
        if (left === JSON.stringify(value)) continue;
        await db.query(`update ${table} set ${column} = $2 where ctid = $1::tid`, [at, left]);
        changed += 1;
      }
    }
  }
  const { rowCount } = await db.query(
    `update remedies r set intent = n.stand from cycles c, unnest($1::text[], $2::text[]) n(name, stand) where c.id = r.cycle_id and c.agent = any($3) and r.intent = n.name`,
    [[...names.keys()], [...names.values()], agents],
  );
  return changed + (rowCount ?? 0);
}
