import { contentHash } from '../../core/identity/content-hash.ts';
import type { CandidateLineage, Counts, DatasetLineage, LineageSample, TrainingLineage } from '../../core/lineage/lineage.ts';
import { getCandidate } from './candidates.ts';
import type { Database } from './database.ts';
import { getTrainingJob } from './training-jobs.ts';

/** Everything that a candidate was made from, down to the interactions. */
export async function candidateLineage(db: Database, id: string): Promise<CandidateLineage> {
  const candidate = await getCandidate(db, id);
  const { rows: made } = await db.query<{ kind: string | null; cycle: string | null; created_at: Date }>(
    'select n.kind, c.cycle_id as cycle, c.created_at from candidates c left join cycle_candidates n on n.candidate_id = c.id and n.cycle_id = c.cycle_id where c.id = $1',
    [id],
  );
  const { rows: parents } = await db.query<{ id: string }>(
    'select c.id from candidates c where c.agent = $1 and c.model = $2 and c.training_key is not null and c.id <> $3 order by c.created_at, c.id',
    [candidate.agent, candidate.base_model ?? candidate.model, id],
  );
  const { rows: verdicts } = await db.query<CandidateLineage['verdicts'][number]>(
    'select cycle_id as cycle, verdict, suite_id as suite from decisions where candidate_id = $1 order by at, cycle_id',
    [id],
  );
  const { rows: audit } = await db.query<CandidateLineage['audit'][number]>(
    `select at, action, by from audit where candidate_id = $1 or (previous_id = $1 and action = 'rollback') order by id`,
    [id],
  );
  return {
    id, agent: candidate.agent, kind: made[0]?.kind ?? null, model: candidate.model, baseModel: candidate.base_model, goesOnFrom: parents.map((parent) => parent.id),
    promptHash: candidate.system_prompt === null ? null : contentHash(candidate.system_prompt).slice(0, 16),
    examples: candidate.examples.length, routingRules: candidate.routing?.rules.length ?? 0, answeringVersion: candidate.answering_version, codeVersion: candidate.code_version,
    cycle: made[0]?.cycle ?? null, createdAt: made[0]!.created_at, rolledBackAt: candidate.rolled_back_at, taintedAt: candidate.tainted_at, erasedParts: candidate.erased_parts,
    training: candidate.training_key === null ? null : await trainingLineage(db, candidate.training_key),
    dataset: candidate.dataset_id === null ? null : await datasetLineage(db, candidate.dataset_id),
    verdicts, audit,
  };
}

async function trainingLineage(db: Database, key: string): Promise<TrainingLineage> {
  const job = await getTrainingJob(db, key);
  const { rows } = await db.query<{ path: string | null; hash: string | null }>('select artefact_path as path, artefact_hash as hash from training_jobs where key = $1', [key]);
  const { path, hash } = rows[0]!;
  return {
    key, trainer: job.trainer, status: job.status, baseModel: job.base_model, job: job.provider_job_id, hyperparameters: job.hyperparameters,
    files: [job.file_id, job.validation_file_id].filter((id) => id !== null), artefact: path === null || hash === null ? null : { path, hash }, costUsd: job.cost_usd,
  };
}

async function datasetLineage(db: Database, id: string): Promise<DatasetLineage> {
  const { rows: found } = await db.query<Pick<DatasetLineage, 'id' | 'cycle' | 'rows' | 'erasedRows' | 'taintedAt' | 'heldOut'>>(
    `select id, cycle_id as cycle, rows, erased_rows as "erasedRows", tainted_at as "taintedAt",
       (select count(*)::int from dataset_validation v where v.dataset_id = d.id) as "heldOut" from datasets d where id = $1`,
    [id],
  );
  const { rows: samples } = await db.query<LineageSample>(
    `select s.id, s.origin, d.copies, d.weight, s.intent, s.paraphrase_of as "paraphraseOf", i.key as interaction,
       a.judge || ' (prompt ' || a.prompt_version || ')' as judge, c.source as correction,
       (select count(*)::int from human_labels h where h.interaction_id = i.id) as labels
     from dataset_rows d join samples s on s.id = d.sample_id left join samples o on o.id = s.paraphrase_of
     left join interactions i on i.id = coalesce(s.interaction_id, o.interaction_id)
     left join annotations a on a.id = coalesce(s.annotation_id, o.annotation_id)
     left join corrections c on c.annotation_id = a.id and s.origin = 'correction'
     where d.dataset_id = $1 order by s.id`,
    [id],
  );
  const { rows: seen } = await db.query<DatasetLineage['interactions']>(
    `select count(*)::int as count, count(distinct i.user_id)::int as users, count(distinct i.session_id)::int as sessions, min(i.at) as from, max(i.at) as to
     from interactions i where i.id in (
       select coalesce(s.interaction_id, o.interaction_id) from dataset_rows d join samples s on s.id = d.sample_id left join samples o on o.id = s.paraphrase_of where d.dataset_id = $1)`,
    [id],
  );
  const labelled = samples.filter(({ labels }) => labels > 0).length;
  return {
    ...found[0]!, interactions: seen[0]!, samples,
    origins: countsOf(samples.map(({ origin }) => origin)),
    judges: [...countsOf(samples.map(({ judge }) => judge)), ...(labelled > 0 ? [{ name: 'people', count: labelled }] : [])],
    corrections: countsOf(samples.map(({ correction }) => correction)),
  };
}

function countsOf(names: readonly (string | null)[]): Counts {
  const counts = new Map<string, number>();
  for (const name of names) if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({ name, count })).sort((one, other) => other.count - one.count || (one.name < other.name ? -1 : 1));
}
