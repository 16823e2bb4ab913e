import { Hono } from 'hono';
import type { Env, Provider } from '../context.ts';
import { faultsSchema } from '../faults.ts';
import { refusal } from '../refuse.ts';
import { type Answer, answerSchema } from '../state/records.ts';
import { mostReplies } from '../training/chat-examples.ts';
import { readJson } from './read-json.ts';

/** What only a stand-in has: the judge's answer key, faults on request, and counts. */
export function controlRoutes(provider: Provider): Hono<Env> {
  const { store, faults } = provider;
  return new Hono<Env>()
    .put('/answer-key', async (c) => {
      const rows = (await c.req.text()).split('\n').flatMap((line, at) => (line.trim() === '' ? [] : [readAnswer(line, at + 1)]));
      const replies = new Set(rows.map(({ reply }) => reply)).size;
      if (replies > mostReplies)
        throw refusal(400, 'invalid_value', `The key has ${replies} distinct replies, the judge's student learns at most ${mostReplies}.`);
      await store.setAnswers(rows);
      return c.json({ rows: rows.length });
    })
    .get('/answer-key', (c) => c.json({ rows: store.answers().length }))
    .put('/faults', async (c) => {
      faults.set(await readJson(c, faultsSchema));
      return c.json(faults.current());
    })
    .get('/faults', (c) => c.json(faults.current()))
    .get('/stats', (c) => {
      const jobs = [...store.jobs.values()].map(({ job: { id, model, status, training_file, fine_tuned_model, metadata } }) => ({
        id,
        model,
        status,
        training_file,
        fine_tuned_model,
        metadata,
      }));
      return c.json({ chat_calls: Object.fromEntries(provider.chatCalls), jobs, files: [...store.files.keys()] });
    });
}

function readAnswer(line: string, number: number): Answer {
  try {
    return answerSchema.parse(JSON.parse(line));
  } catch {
    throw refusal(400, 'invalid_value', `Line ${number}: expected JSON {prompt, reply, intent}, all strings.`);
  }
}
