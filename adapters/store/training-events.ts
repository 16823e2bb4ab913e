import type { Database } from './database.ts';

/** One thing that a trainer said; losses and steps where it said them. */
export type StoredEvent = { id: string; at: Date; message: string; step?: number; totalSteps?: number; loss?: number; validLoss?: number };

const longestMessage = 500;

/** Stores what a trainer said; what is there already stays as it is. */
export async function storeEvents(db: Database, key: string, events: readonly StoredEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map((event) => ({
    id: event.id, at: event.at.toISOString(), step: event.step ?? null, total_steps: event.totalSteps ?? null, loss: event.loss ?? null, valid_loss: event.validLoss ?? null,
    // NUL cannot be stored in a text column.
    message: event.message.replaceAll('\0', '').slice(0, longestMessage),
  }));
  await db.query(
    `insert into training_events (training_key, id, at, step, total_steps, loss, valid_loss, message)
     select $1, id, at, step, total_steps, loss, valid_loss, message
     from jsonb_to_recordset($2::jsonb) as row(id text, at timestamptz, step int, total_steps int, loss float8, valid_loss float8, message text)
     on conflict do nothing`,
    [key, JSON.stringify(rows)],
  );
}

/** The newest event of a training, whose id the next look begins at. */
export async function latestEvent(db: Database, key: string): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>('select id from training_events where training_key = $1 order by at desc, id desc limit 1', [key]);
  return rows[0]?.id;
}

export type TrainingPoint = { step: number; totalSteps: number | null; loss: number | null; validLoss: number | null };

/** The course of a training: its steps in order, as far as they are known. */
export async function trainingCurve(db: Database, key: string): Promise<TrainingPoint[]> {
  const { rows } = await db.query<TrainingPoint>(
    `select step, max(total_steps) as "totalSteps", max(loss) as loss, max(valid_loss) as "validLoss"
     from training_events where training_key = $1 and step is not null group by step order by step`,
    [key],
  );
  return rows;
}
