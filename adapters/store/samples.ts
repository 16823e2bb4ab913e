import { contentHash } from '../../core/identity/content-hash.ts';
import { fingerprint } from '../../core/evaluation/fingerprint.ts';
import { lastUserText } from '../../core/interaction/message.ts';
import type { ImportedSample } from '../../core/interaction/sample.ts';
import { redactValue } from '../../core/privacy/redact-value.ts';
import { chunks, stream, type Database, type Pool } from './database.ts';

const rowsPerInsert = 1_000;

/** The bucket of imported samples that come without an intent. */
const noIntent = 'unlabelled';

/** Stores imported samples; the same content again changes nothing. Returns how many were new. */
export async function importSamples(pool: Pool, agent: string, samples: readonly ImportedSample[]): Promise<number> {
  let stored = 0;
  for (const chunk of chunks(samples, rowsPerInsert)) {
    const rows = chunk.map((sample) => ({
      id: contentHash('sample', agent, 'import', sample.messages, sample.reply),
      messages: sample.messages,
      reply: sample.reply,
      intent: sample.intent ?? noIntent,
      fingerprint: fingerprint(lastUserText(sample.messages)),
    }));
    const { rowCount } = await pool.query(
      `insert into samples (id, agent, origin, messages, reply, intent, fingerprint)
       select id, $1, 'import', messages, reply, intent, fingerprint
       from jsonb_to_recordset($2::jsonb) as row(id text, messages jsonb, reply text, intent text, fingerprint text)
       on conflict (id) do nothing`,
      [agent, JSON.stringify(rows)],
    );
    stored += rowCount ?? 0;
  }
  return stored;
}

/** A verified sample as the balance stage sees it. Its texts are hashed or measured here, all but the question. */
export type SampleRow = {
  id: string;
  intent: string;
  question: string;
  /** Of what was said before the question, where anything was. */
  context: string | null;
  replyHash: string;
  at: number;
  user: string | null;
  session: string | null;
  severity: string | null;
  tokens: number;
  /** Personal data or a secret has escaped the redaction at the door. */
  exposed: boolean;
  /** The user whose own words the reply is. */
  contributor: string | null;
  /** The agent's own reply was bad. */
  corrected: boolean;
  /** The sample that it says in other words. */
  paraphraseOf: string | null;
  /** In the training set of an earlier cycle, or of the model that was there before the first. */
  trained: boolean;
};

/** Every verified sample of the agent, by id; `cycleId` is the cycle that asks. */
export async function verifiedSamples(pool: Pool, agent: string, cycleId: string): Promise<SampleRow[]> {
  const rows: SampleRow[] = [];
  const sql = `with trained as (
      select distinct r.sample_id from dataset_rows r join datasets d on d.id = r.dataset_id where d.agent = $1 and d.cycle_id <> $2)
    select s.id, s.intent, coalesce(asked.content, '') as question, earlier.context, md5(s.reply) as "replyHash", s.reply as "replyText",
      (extract(epoch from s.created_at) * 1000)::float8 as at, i.user_id as user, i.session_id as session, a.severity, coalesce(s.contributor, o.contributor) as contributor, s.paraphrase_of as "paraphraseOf", s.origin = 'correction' as corrected,
      ceil((octet_length(s.messages::text) + octet_length(s.reply)) / 4.0)::int as tokens,
      s.origin = 'import' or t.sample_id is not null as trained
    from samples s
    left join samples o on o.id = s.paraphrase_of
    left join interactions i on i.id = coalesce(s.interaction_id, o.interaction_id)
    left join annotations a on a.id = s.annotation_id
    left join trained t on t.sample_id = s.id
    left join lateral (
      select m->>'content' as content, n from jsonb_array_elements(s.messages) with ordinality as e(m, n) where m->>'role' = 'user' order by n desc limit 1) asked on true
    left join lateral (
      select md5(string_agg(m::text, '' order by n)) as context from jsonb_array_elements(s.messages) with ordinality as e(m, n)
      where n < asked.n and m->>'role' not in ('system', 'developer')) earlier on true
    where s.agent = $1 and s.status in ('verified', 'human') and (o.id is null or o.status in ('verified', 'human')) order by s.id`;
  for await (const { replyText, ...row } of stream<SampleRow & { replyText: string }>(pool, sql, [agent, cycleId], 5_000)) {
    const found = {};
    redactValue([row.question, replyText], found);
    rows.push({ ...row, exposed: Object.keys(found).length > 0 });
  }
  return rows;
}

/** Intents that verified samples already have: the judge is asked to reuse them. */
export async function knownIntents(db: Database, agent: string, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ intent: string }>(
    `select intent from samples where agent = $1 and status in ('verified', 'human') group by intent order by count(*) desc, intent limit $2`,
    [agent, limit],
  );
  return rows.map(({ intent }) => intent);
}
