import { afterJudgement, judgedCodes } from '../../core/annotation/judged-signals.ts';
import type { Judgement } from '../../core/annotation/judgement.ts';
import { piiRedaction, redactJudgement, type PiiRedaction } from '../../core/annotation/pii-redact.ts';
import type { Suspected } from '../../core/annotation/question.ts';
import type { Message } from '../../core/interaction/message.ts';
import type { SignalsConfig } from '../../core/signals/config.ts';
import { insertSignals } from './analyses.ts';
import { storeAnnotation, type NewAnnotation } from './annotations.ts';
import { inTransaction, type Database, type Pool } from './database.ts';

/**
 * Stores a judgement with all that follows from it, at once: the verdict, the signals that only a judge can raise and the
 * tier after them, and the personal data that it found, taken out of everything that is kept. That is done even where the verdict
 * itself comes too late: see `storeAnnotation`.
 */
export async function storeJudgement(
  pool: Pool, annotation: NewAnnotation & { judgement: Judgement }, before: Pick<Suspected, 'tier' | 'signals'>, config: SignalsConfig,
): Promise<void> {
  const { judgement, cycleId, interactionId } = annotation;
  const redaction = piiRedaction(judgement.pii);
  await inTransaction(pool, async (db) => {
    if (judgement.pii.length > 0) await redactStored(db, annotation, redaction);
    const stored = await storeAnnotation(db, { ...annotation, judgement: redactJudgement(judgement, redaction), raw: redaction.redact(annotation.raw) });
    if (!stored) return;
    const { tier, signals } = afterJudgement(before, judgement, config);
    await db.query('delete from signals where interaction_id = $1 and code = any($2)', [interactionId, judgedCodes]);
    if (signals.length > 0) await insertSignals(db, cycleId, [{ id: interactionId, signals }]);
    await db.query('update analyses set tier = $2 where interaction_id = $1', [interactionId, tier]);
  });
}

async function redactStored(db: Database, { cycleId, interactionId, judge, promptVersion, judgement }: NewAnnotation & { judgement: Judgement }, redaction: PiiRedaction): Promise<void> {
  const { rows } = await db.query<{ messages: Message[]; reply: string }>('select messages, reply from interactions where id = $1 for update', [interactionId]);
  const said = await db.query<{ id: number; text: string | null; correction: string | null }>('select id, text, correction from feedback where interaction_id = $1 order by id for update', [interactionId]);
  if (!rows[0]) return;
  for (const { messages, reply } of rows) {
    await db.query('update interactions set messages = $2, reply = $3 where id = $1', [interactionId, JSON.stringify(redaction.redact(messages)), redaction.redact(reply)]);
  }
  for (const { id, text, correction } of said.rows) {
    await db.query('update feedback set text = $2, correction = $3 where id = $1', [id, redaction.redact(text), redaction.redact(correction)]);
  }
  // What is there already was found and replaced by an attempt before.
  await db.query(
    `insert into pii_findings (interaction_id, cycle_id, judge, prompt_version, field, category, replaced)
     select $1, $2, $3, $4, field, category, replaced from jsonb_to_recordset($5::jsonb) as row(field text, category text, replaced int) on conflict do nothing`,
    [interactionId, cycleId, judge, promptVersion, JSON.stringify(judgement.pii.length === 0 ? [] : redaction.trace())],
  );
}
