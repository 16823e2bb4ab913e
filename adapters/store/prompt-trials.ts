import type { Recipe } from '../../core/candidate/prompt/trials.ts';
import type { Message } from '../../core/interaction/message.ts';
import type { Database } from './database.ts';

/** One set of demonstrations and instructions that a search tries. */
export type PromptTrial = {
  round: number;
  trial: number;
  recipe: Recipe;
  model: string;
  system_prompt: string | null;
  examples: Message[];
  sampleIds: string[];
};

/** Plans a trial; a second attempt keeps the first plan. */
export async function storeTrial(db: Database, cycleId: string, trial: PromptTrial): Promise<void> {
  await db.query(
    `insert into prompt_trials (cycle_id, round, trial, model, system_prompt, examples, sample_ids, recipe)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
    [cycleId, trial.round, trial.trial, trial.model, trial.system_prompt, JSON.stringify(trial.examples), trial.sampleIds, trial.recipe],
  );
}

/** In order; of one round or of all. */
export async function promptTrials(db: Database, cycleId: string, round?: number): Promise<PromptTrial[]> {
  const { rows } = await db.query<PromptTrial>(
    `select round, trial, recipe, model, system_prompt, examples, sample_ids as "sampleIds" from prompt_trials
     where cycle_id = $1 and ($2::int is null or round = $2) order by round, trial`,
    [cycleId, round ?? null],
  );
  return rows;
}
