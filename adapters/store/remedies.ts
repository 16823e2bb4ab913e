import type { BadCluster } from '../../core/remedies/cluster.ts';
import type { AdvisedCluster } from '../../core/remedies/advise.ts';
import { inTransaction, type Database, type Pool } from './database.ts';

/** As many as a person looks at. */
const shownCases = 5;

/** The bad cases that a cycle's judge found, by error type and intent. */
export async function badClusters(db: Database, cycleId: string): Promise<BadCluster[]> {
  const { rows } = await db.query<BadCluster>(
    `with judged as (
       select a.interaction_id, a.verdict, coalesce(a.error_type, 'other') as error_type, a.severity, coalesce(a.intent, 'unknown') as intent, s.reply as corrected, i.tool_errors
       from annotations a join interactions i on i.id = a.interaction_id
       left join samples s on s.interaction_id = i.id and s.origin = 'correction' and s.status in ('verified', 'human')
       where a.cycle_id = $1 and a.status = 'ok'),
     intents as (select intent, count(*)::int as judged from judged group by intent)
     select error_type as "errorType", intent, count(*)::int as cases, judged, count(*) filter (where tool_errors > 0)::int as "toolErrors",
       count(corrected)::int as corrected, count(distinct corrected)::int as "distinctCorrections",
       (array_agg(interaction_id order by severity nulls last, interaction_id))[1:${shownCases}] as "interactionIds"
     from judged join intents using (intent) where verdict = 'bad' group by error_type, intent, judged order by error_type, intent`,
    [cycleId],
  );
  return rows.map((row) => ({ ...row, interactionIds: row.interactionIds.map(Number) }));
}

/** Stores the advice of a cycle; a second attempt finds the first. */
export async function storeRemedies(pool: Pool, cycleId: string, clusters: readonly AdvisedCluster[]): Promise<void> {
  await inTransaction(pool, async (db) => {
    for (const one of clusters) {
      await db.query(
        `insert into remedies (cycle_id, error_type, intent, cases, share, remedy, because, interaction_ids)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
        [cycleId, one.errorType, one.intent, one.cases, one.share, one.remedy, one.because, one.interactionIds],
      );
    }
  });
}

export type StoredRemedy = { errorType: string; intent: string; cases: number; share: number; remedy: string; because: string; interactionIds: number[] };

/** The largest cluster first. */
export async function remediesOf(db: Database, cycleId: string): Promise<StoredRemedy[]> {
  const { rows } = await db.query<StoredRemedy>(
    `select error_type as "errorType", intent, cases, share, remedy, because, interaction_ids as "interactionIds"
     from remedies where cycle_id = $1 order by cases desc, error_type, intent`,
    [cycleId],
  );
  return rows.map((row) => ({ ...row, interactionIds: row.interactionIds.map(Number) }));
}
