import type { Message } from '../../core/interaction/message.ts';
import type { RubricName } from '../../core/review/rubrics.ts';
import { saltedShare } from '../../core/splits/salted-share.ts';
import { inTransaction, type Database, type Pool } from './database.ts';

/** What a person gets to see: nothing that a judge said. */
export type ReviewItem = { interactionId: string; rubric: RubricName; messages: Message[]; reply: string };

export type ReviewPart = 'random' | 'disputed';
export type ReviewRequest = { rubric: RubricName; random: number; disputed: number; seed: number };
export type ReviewExport = { items: ReviewItem[]; random: number; disputed: number };

type Chosen = { id: number; key: string; messages: Message[]; reply: string; correction_id: number | null };

/**
 * Chooses what people look at, and remembers which part chance chose: only that one speaks for all. The order is random and the same
 * for both parts, so the file does not tell them apart. What has a label already is not asked again; the same request before any
 * label comes gives the same items.
 */
export async function chooseForReview(pool: Pool, agent: string, request: ReviewRequest): Promise<ReviewExport> {
  const { rubric } = request;
  return inTransaction(pool, async (db) => {
    const byChance = (rows: readonly Chosen[]): Chosen[] => {
      const shares = new Map(rows.map(({ id }) => [id, saltedShare('review', String(request.seed), rubric, String(id))]));
      return rows.toSorted((one, other) => shares.get(one.id)! - shares.get(other.id)! || one.id - other.id);
    };
    const random = byChance(await randomCandidates(db, agent, rubric)).slice(0, request.random);
    const drawn = new Set(random.map(({ id }) => id));
    const disputed = (await disputedCandidates(db, agent, rubric)).filter(({ id }) => !drawn.has(id)).slice(0, request.disputed);
    await remember(db, rubric, 'disputed', disputed);
    await remember(db, rubric, 'random', random);
    const items = byChance([...random, ...disputed]).map(({ key, messages, reply }) => ({ interactionId: key, rubric, messages, reply }));
    return { items, random: random.length, disputed: disputed.length };
  });
}

/** The reply that is judged: of a review of corrections the corrected one. */
const shown = (rubric: RubricName): string =>
  rubric === 'correction' ? 'i.id, i.key, i.messages, c.reply, c.id as correction_id' : 'i.id, i.key, i.messages, i.reply, null::bigint as correction_id';
const newestCorrection = (rubric: RubricName): string =>
  rubric === 'correction' ? 'join lateral (select * from corrections c where c.interaction_id = i.id order by c.id desc limit 1) c on true' : '';
const unlabelled = `not exists (select 1 from human_labels h where h.interaction_id = i.id and h.rubric = $2)`;

/** Judged interactions that the plan drew at random from all. */
async function randomCandidates(db: Database, agent: string, rubric: RubricName): Promise<Chosen[]> {
  const { rows } = await db.query<Chosen>(
    `select ${shown(rubric)} from interactions i ${newestCorrection(rubric)}
     where i.agent = $1 and ${unlabelled}
       and exists (select 1 from annotation_plan p join annotations a on a.cycle_id = p.cycle_id and a.interaction_id = p.interaction_id
         where p.interaction_id = i.id and p.reason = 'random' and a.status in ('ok', 'unparsable'))`,
    [agent, rubric],
  );
  return rows;
}

/** Flagged interactions, those with most reasons first. */
async function disputedCandidates(db: Database, agent: string, rubric: RubricName): Promise<Chosen[]> {
  const { rows } = await db.query<Chosen>(
    `select ${shown(rubric)} from interactions i ${newestCorrection(rubric)}
     join lateral (select count(*) as reasons, max(f.at) as at from review_flags f where f.interaction_id = i.id and f.rubric = $2) f on f.reasons > 0
     where i.agent = $1 and ${unlabelled} order by f.reasons desc, f.at desc, i.id`,
    [agent, rubric],
  );
  return rows;
}

/** What was once chosen by chance stays so: chance did not ask why. */
async function remember(db: Database, rubric: RubricName, part: ReviewPart, rows: readonly Chosen[]): Promise<void> {
  await db.query(
    `insert into review_items as r (interaction_id, rubric, part, correction_id)
     select id, $1, $2, correction_id from jsonb_to_recordset($3::jsonb) as row(id bigint, correction_id bigint)
     on conflict (interaction_id, rubric) do update set part = case when r.part = 'random' then r.part else excluded.part end, correction_id = excluded.correction_id, exported_at = now()`,
    [rubric, part, JSON.stringify(rows.map(({ id, correction_id }) => ({ id, correction_id })))],
  );
}

export type ReviewFlag = { interactionId: number; rubric: RubricName; reason: string };

/** Asks people to look; the same reason twice is one. */
export async function flagForReview(db: Database, cycleId: string, flags: readonly ReviewFlag[]): Promise<void> {
  if (flags.length === 0) return;
  await db.query(
    `insert into review_flags (interaction_id, rubric, reason, cycle_id)
     select distinct id, rubric, reason, $1 from jsonb_to_recordset($2::jsonb) as row(id bigint, rubric text, reason text) on conflict do nothing`,
    [cycleId, JSON.stringify(flags.map(({ interactionId, rubric, reason }) => ({ id: interactionId, rubric, reason })))],
  );
}

/** Open flags by rubric and reason: nobody has labelled these interactions. */
export async function openFlags(db: Database, agent: string): Promise<{ rubric: string; reason: string; count: number }[]> {
  const { rows } = await db.query<{ rubric: string; reason: string; count: number }>(
    `select f.rubric, f.reason, count(*)::int as count from review_flags f join interactions i on i.id = f.interaction_id
     where i.agent = $1 and not exists (select 1 from human_labels h where h.interaction_id = i.id and h.rubric = f.rubric)
     group by 1, 2 order by 3 desc, 1, 2`,
    [agent],
  );
  return rows;
}

/** Asks people where the judge and the evidence of the users are sure of the contrary. */
export async function flagFeedbackDisagreements(db: Database, cycleId: string, batch: number): Promise<void> {
  await db.query(
    `insert into review_flags (interaction_id, rubric, reason, cycle_id)
     select a.interaction_id, 'verdict', 'users_say_otherwise', $1
     from annotation_plan p
     join annotations a on a.cycle_id = p.cycle_id and a.interaction_id = p.interaction_id and a.status = 'ok'
     join feedback_beliefs b on b.interaction_id = a.interaction_id
     where p.cycle_id = $1 and p.batch = $2 and ((a.verdict = 'good' and b.probability >= .8) or (a.verdict = 'bad' and b.probability <= .05)) on conflict do nothing`,
    [cycleId, batch],
  );
}
