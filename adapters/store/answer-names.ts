import type { Database } from './database.ts';

/** Remembers under which name a deployed model's answers come. */
export async function storeAnswerName(db: Database, model: string, name: string): Promise<void> {
  await db.query('insert into answer_names (model, name) values ($1, $2) on conflict (model, name) do nothing', [model, name]);
}

/** The names learned so far of these models. */
export async function answerNames(db: Database, models: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>('select distinct name from answer_names where model = any($1) order by name', [models]);
  return rows.map(({ name }) => name);
}
