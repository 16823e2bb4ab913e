import { consensus } from '../../core/agreement/consensus.ts';
import { interactionKeysOfId } from '../../core/interaction/key.ts';
import type { HumanLabel } from '../../core/review/label-row.ts';
import { rubricNames, type RubricName } from '../../core/review/rubrics.ts';
import { chunks, inTransaction, type Database, type Pool } from './database.ts';
import { settleHumanSamples } from './verdict-samples.ts';

const rowsPerStatement = 1_000;

export type StoredLabels = {
  /** Of labels that were not there. */
  added: number;
  /** Of labels that stood there otherwise, at the same time by the same annotator. */
  changed: number;
  repeated: number;
  /** Labels of interactions that the agent does not have, by place. */
  unknown: number[];
};

/**
 * Stores labels of people and lets them take effect: what annotators say together is made anew, and samples follow it. The same
 * labels again change nothing; a later label of an annotator replaces the earlier one, whichever comes first.
 */
export async function storeHumanLabels(pool: Pool, agent: string, labels: readonly HumanLabel[]): Promise<StoredLabels> {
  return inTransaction(pool, async (db) => {
    // One import after the other: each makes the consensus out of all labels.
    await db.query('select 1 from agents where name = $1 for no key update', [agent]);
    const ids = await interactionIds(db, agent, labels);
    const idOf = ({ interactionKey }: HumanLabel): number | undefined => interactionKeysOfId(interactionKey).map((key) => ids.get(key)).find((id) => id !== undefined);
    const unknown = [...labels.keys()].filter((place) => idOf(labels[place]!) === undefined);
    // Of a label that stands twice in a file the last counts.
    const rows = [...new Map(labels.flatMap((label) => {
      const id = idOf(label);
      return id === undefined ? [] : [[JSON.stringify([id, label.rubric, label.annotator, label.at]), { id, ...label }] as const];
    })).values()];
    const [added, changed] = await insertLabels(db, agent, rows);
    await makeConsensus(db, agent);
    await settleHumanSamples(db, agent, [...new Set(rows.map(({ id }) => id))]);
    return { added, changed, repeated: labels.length - unknown.length - added - changed, unknown };
  });
}

async function interactionIds(db: Database, agent: string, labels: readonly HumanLabel[]): Promise<Map<string, number>> {
  const keys = new Set(labels.flatMap(({ interactionKey }) => interactionKeysOfId(interactionKey)));
  const { rows } = await db.query<{ id: number; key: string }>('select id, key from interactions where agent = $1 and key = any($2)', [agent, [...keys]]);
  return new Map(rows.map(({ id, key }) => [key, id]));
}

async function insertLabels(db: Database, agent: string, labels: readonly (HumanLabel & { id: number })[]): Promise<[added: number, changed: number]> {
  let [added, changed] = [0, 0];
  for (const chunk of chunks(labels, rowsPerStatement)) {
    const { rows } = await db.query<{ fresh: boolean }>(
      `insert into human_labels as h (agent, interaction_id, rubric, label, annotator, at)
       select $1, id, rubric, label, annotator, at from jsonb_to_recordset($2::jsonb) as row(id bigint, rubric text, label text, annotator text, at timestamptz)
       on conflict (interaction_id, rubric, annotator, at) do update set label = excluded.label, received_at = now() where h.label <> excluded.label
       returning xmax = 0 as fresh`,
      [agent, JSON.stringify(chunk)],
    );
    added += rows.filter(({ fresh }) => fresh).length;
    changed += rows.filter(({ fresh }) => !fresh).length;
  }
  return [added, changed];
}

async function makeConsensus(db: Database, agent: string): Promise<void> {
  const { rows } = await db.query<{ item: string; rubric: RubricName; label: string; rater: string; at: number }>(
    `select distinct on (interaction_id, rubric, annotator) interaction_id::text as item, rubric, label, annotator as rater, (extract(epoch from at) * 1000)::float8 as at
     from human_labels where agent = $1 order by interaction_id, rubric, annotator, human_labels.at desc`,
    [agent],
  );
  const agreed = rubricNames.flatMap((rubric) => consensus(rows.filter((row) => row.rubric === rubric)).map((one) => ({ rubric, ...one, at: new Date(one.at) })));
  await db.query('delete from human_consensus where interaction_id in (select interaction_id from human_labels where agent = $1)', [agent]);
  for (const chunk of chunks(agreed, rowsPerStatement)) {
    await db.query(
      `insert into human_consensus (interaction_id, rubric, label, probability, annotators, at)
       select item, rubric, label, probability, annotators, at
       from jsonb_to_recordset($1::jsonb) as row(item bigint, rubric text, label text, probability float8, annotators int, at timestamptz)`,
      [JSON.stringify(chunk)],
    );
  }
}
