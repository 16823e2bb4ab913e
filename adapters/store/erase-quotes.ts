import type { Routing } from '../../core/candidate/routing.ts';
import { wordsOfQuestion } from '../../core/candidate/routing.ts';
import { withoutQuotes } from '../../core/erasure/without-quotes.ts';
import { lastUserText, type Message } from '../../core/interaction/message.ts';
import type { Database } from './database.ts';

type Row = { id: string; agent: string; cycle_id: string | null; system_prompt: string | null; examples: Message[]; routing: Routing | null };

/**
 * Takes out of candidates what they quote of the user whose reach is found. What was applied by an operator is not touched:
 * nobody learned it from users.
 *
 * @returns parts that were taken out
 */
export async function eraseQuotes(db: Database, user: string): Promise<number> {
  const { rows: candidates } = await db.query<Row>(
    `select id, agent, cycle_id, system_prompt, examples, routing from candidates
     where id in (select id from seen_candidates) and cycle_id is not null and (system_prompt is not null or examples <> '[]' or routing is not null)`,
  );
  if (candidates.length === 0) return 0;
  const { rows: asked } = await db.query<{ messages: Message[] }>(
    'select messages from interactions where id in (select id from gone_interactions) union all select messages from gone_samples',
  );
  const questions = [...new Set(asked.flatMap(({ messages }) => messages.filter(({ role }) => role === 'user').map(({ content }) => content)))];
  const { rows: said } = await db.query<{ text: string }>(
    `select unnest(array[text, correction]) as text from feedback where user_id = $1 or interaction_id in (select id from gone_interactions)`,
    [user],
  );
  const comments = said.flatMap(({ text }) => (text === null ? [] : [text]));

  const common = new Map<string, Set<string>>();
  let parts = 0;
  for (const { id, agent, system_prompt: systemPrompt, examples, routing } of candidates) {
    const commonWords = routing === null ? new Set<string>() : (common.get(agent) ?? (await wordsOfOthers(db, agent)));
    common.set(agent, commonWords);
    const { kept, parts: out } = withoutQuotes({ systemPrompt, examples, routing }, { questions, comments, commonWords });
    if (out === 0) continue;
    parts += out;
    await db.query('update candidates set system_prompt = $2, examples = $3, routing = $4, erased_parts = erased_parts + $5 where id = $1', [
      id, kept.systemPrompt, JSON.stringify(kept.examples), kept.routing && JSON.stringify(kept.routing), out,
    ]);
  }
  return parts;
}

async function wordsOfOthers(db: Database, agent: string): Promise<Set<string>> {
  const { rows } = await db.query<{ messages: Message[] }>('select messages from samples where agent = $1 and id not in (select id from gone_samples)', [agent]);
  return new Set(rows.flatMap(({ messages }) => [...wordsOfQuestion(lastUserText(messages))]));
}
