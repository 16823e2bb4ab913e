import { fingerprint } from '../../core/evaluation/fingerprint.ts';
import type { CorrectionStatus } from '../../core/corrections/check.ts';
import { chooseSample } from '../../core/corrections/choose-sample.ts';
import { contentHash } from '../../core/identity/content-hash.ts';
import { lastUserText, type Message } from '../../core/interaction/message.ts';
import { chunks, inTransaction, type Database, type Pool } from './database.ts';

const rowsPerStatement = 1_000;

type Verdicted = {
  annotation_id: number;
  interaction_id: number;
  key: string;
  messages: Message[];
  reply: string;
  verdict: 'good' | 'bad';
  confidence: number;
  intent: string;
  correction: { reply: string; status: CorrectionStatus; user: string | null } | null;
  human_verdict: 'good' | 'bad' | null;
  human_correction: 'good' | 'bad' | null;
};

/** Of an interaction `i` its annotation `a`, that one's correction, and what people say. */
const known = `a.id as annotation_id, i.id as interaction_id, i.key, i.messages, i.reply, a.verdict, a.confidence, coalesce(intended.label, a.intent) as intent,
  (select jsonb_build_object('reply', c.reply, 'status', c.status, 'user', c.user_id) from corrections c where c.annotation_id = a.id) as correction,
  said.label as human_verdict, corrected.label as human_correction`;
const people = `left join human_consensus said on said.interaction_id = i.id and said.rubric = 'verdict'
  left join human_consensus corrected on corrected.interaction_id = i.id and corrected.rubric = 'correction'
  left join human_consensus intended on intended.interaction_id = i.id and intended.rubric = 'intent'`;

export type JudgeSays = { minConfidence: number; heldBack: boolean };

/**
 * Makes samples of the verdicts on a cycle's interactions: see `chooseSample`. A verdict that an earlier cycle paid for and died with
 * counts too, unless feedback has come since. An interaction has one sample: a newer one replaces the older, which stays for the
 * datasets that used it; a verdict that calls the agent's reply bad takes the sample of it out even where it has no better one.
 *
 * @returns how many verdicts became samples
 */
export async function samplesFromAnnotations(pool: Pool, agent: string, cycleId: string, judge: JudgeSays): Promise<number> {
  const { rows } = await pool.query<Verdicted>(
    `select ${known}
     from interactions i join lateral (
       select * from annotations where interaction_id = i.id and status = 'ok' and not outdated
       order by created_at desc, id desc limit 1) a on true ${people}
     where i.cycle_id = $1 order by i.id`,
    [cycleId],
  );
  const samples = samplesOf(agent, rows, judge);
  for (const chunk of chunks(samples, rowsPerStatement)) await inTransaction(pool, (db) => replaceSamples(db, agent, cycleId, chunk));
  const refuted = rows.filter(({ verdict, human_verdict }) => verdict === 'bad' && human_verdict !== 'good').map(({ interaction_id }) => interaction_id);
  await pool.query(`update samples set status = 'superseded' where interaction_id = any($1) and origin = 'good' and status = 'verified'`, [refuted]);
  return samples.length;
}

/** Lets what people say take effect at once on what was learned before: their samples replace the judge's, what they call bad teaches no more. */
export async function settleHumanSamples(db: Database, agent: string, interactionIds: readonly number[]): Promise<void> {
  const { rows } = await db.query<Verdicted>(
    `select ${known}
     from interactions i join lateral (select * from annotations where interaction_id = i.id and status = 'ok' order by created_at desc, id desc limit 1) a on true ${people}
     where i.id = any($1) and coalesce(said.label, corrected.label) is not null order by i.id`,
    [interactionIds],
  );
  const samples = samplesOf(agent, rows, { minConfidence: 1, heldBack: true });
  const settled = new Set(samples.map(({ interaction_id }) => interaction_id));
  const spoiled = rows.filter(({ interaction_id, human_verdict, human_correction }) => !settled.has(interaction_id) && (human_verdict === 'bad' || human_correction === 'bad'));
  // Of the two replies only the one that they called bad.
  await db.query(
    `update samples s set status = 'superseded' from jsonb_to_recordset($1::jsonb) as row(interaction_id bigint, origin text)
     where s.interaction_id = row.interaction_id and s.origin = row.origin and s.status in ('verified', 'human')`,
    [JSON.stringify(spoiled.flatMap(({ interaction_id, human_verdict, human_correction }) => [
      ...(human_verdict === 'bad' ? [{ interaction_id, origin: 'good' }] : []),
      ...(human_correction === 'bad' ? [{ interaction_id, origin: 'correction' }] : []),
    ]))],
  );
  await db.query(
    `update corrections c set status = case h.label when 'good' then 'human' else 'rejected' end, decided_at = now()
     from human_consensus h where h.interaction_id = c.interaction_id and h.rubric = 'correction' and c.interaction_id = any($1)
       and c.id = coalesce((select r.correction_id from review_items r where r.interaction_id = c.interaction_id and r.rubric = 'correction'),
         (select max(n.id) from corrections n where n.interaction_id = c.interaction_id))`,
    [interactionIds],
  );
  await replaceSamples(db, agent, null, samples);
}

type NewSample = ReturnType<typeof samplesOf>[number];

function samplesOf(agent: string, rows: readonly Verdicted[], judge: JudgeSays) {
  return rows.flatMap((row) => {
    const { key, messages, correction, human_verdict, human_correction } = row;
    const chosen = chooseSample({ ...row, human: { verdict: human_verdict, correction: human_correction } }, judge);
    const asked = lastUserText(messages);
    if (chosen === undefined || chosen.reply.trim() === '' || asked === '') return [];
    return [{
      id: contentHash('sample', agent, key, messages, chosen.reply), ...chosen, messages, intent: row.intent, fingerprint: fingerprint(asked),
      interaction_id: row.interaction_id, annotation_id: row.annotation_id, contributor: chosen.origin === 'correction' ? (correction?.user ?? null) : null,
    }];
  });
}

async function replaceSamples(db: Database, agent: string, cycleId: string | null, samples: readonly NewSample[]): Promise<void> {
  await db.query(
    `update samples set status = 'superseded' where interaction_id = any($1) and not (id = any($2)) and status in ('verified', 'human')`,
    [samples.map((sample) => sample.interaction_id), samples.map((sample) => sample.id)],
  );
  await db.query(
    `insert into samples (id, agent, origin, messages, reply, intent, fingerprint, interaction_id, annotation_id, cycle_id, status, contributor)
     select id, $1, origin, messages, reply, intent, fingerprint, interaction_id, annotation_id, $2, status, contributor
     from jsonb_to_recordset($3::jsonb) as row(
       id text, origin text, messages jsonb, reply text, intent text, fingerprint text, interaction_id bigint, annotation_id bigint, status text, contributor text)
     on conflict (id) do update set status = excluded.status, cycle_id = coalesce(excluded.cycle_id, samples.cycle_id)`,
    [agent, cycleId, JSON.stringify(samples)],
  );
}
