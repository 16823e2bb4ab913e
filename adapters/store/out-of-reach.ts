import type { Database } from './database.ts';

export type OutOfReach = {
  /** Weights that learned from somebody who was erased; `serves`: champion or previous. */
  models: { model: string; trainer: string; artefact: string | null; serves: string | null }[];
  candidates: { id: string; agent: string; model: string; parts: number; serves: string | null; /** For a person to let it out. */ waits: boolean }[];
  always: string[];
};

/** What no command can take back, in the words of a report. */
const always = [
  'backups and replicas of the database, and its dead rows until the next vacuum',
  'files and logs outside of this installation: what was exported, logs of the application and of the provider, events of jobs at the provider',
  'replies to others, and instructions, that a model which had learned from the user wrote in words of its own',
  'what others wrote about the user, and conversations that a log gives under another id',
  'names and reasons that operators have typed; workflow histories hold no text of users',
];

/** What erasures had to leave, of all agents. */
export async function outOfReach(db: Database): Promise<OutOfReach> {
  const { rows: candidates } = await db.query<OutOfReach['candidates'][number]>(
    `select c.id, c.agent, c.model, c.erased_parts as parts, a.name as serves, exists (select 1 from releases r where r.candidate_id = c.id and r.closed_at is null) as waits from candidates c left join aliases a on a.candidate_id = c.id
     where c.tainted_at is not null order by c.created_at, c.id`,
  );
  const { rows: models } = await db.query<OutOfReach['models'][number]>(
    `select distinct t.tuned_model as model, t.trainer, t.artefact_path as artefact, a.name as serves
     from training_jobs t join erasure_trainings e on e.training_key = t.key
     left join candidates c on c.training_key = t.key left join aliases a on a.candidate_id = c.id
     where t.tuned_model is not null and t.removed_at is null order by 1, 2, 4`,
  );
  return { models, candidates, always };
}
