import { toFile, type OpenAI } from 'openai';
import pLimit from 'p-limit';
import { openChat } from '../../adapters/llm/chat.ts';
import { ProviderError } from '../../adapters/llm/provider-error.ts';
import { answerAs, type Answer, type Ask, type WayOfAnswering } from '../../core/candidate/answer.ts';
import { tangoInterval } from '../../core/gate/tango.ts';
import type { Hyperparameters } from '../../core/tuning/points.ts';
import type { Turn } from '../../sandbox/traffic/support-traffic.ts';

/** One seed's world: rows in a random order, a test set that nothing is chosen by, a provider that really trains. */
export type Scene = { seed: number; training: readonly Turn[]; test: readonly Turn[]; client: OpenAI; print: (line: string) => void };

const atOnce = 8;

/** Trains through the provider's API. */
export async function tune({ client, seed }: Scene, model: string, rows: readonly Turn[], hyperparameters: Hyperparameters = {}): Promise<string> {
  const lines = rows.map(({ text, reply }) => `${JSON.stringify({ messages: [{ role: 'user', content: text }, { role: 'assistant', content: reply }] })}\n`);
  const file = await client.files.create({ file: await toFile(Buffer.from(lines.join('')), 'train.jsonl'), purpose: 'fine-tune' });
  let job = await client.fineTuning.jobs.create({
    model, training_file: file.id, seed, method: { type: 'supervised', supervised: { hyperparameters } },
  });
  while (!['succeeded', 'failed', 'cancelled'].includes(job.status)) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    job = await client.fineTuning.jobs.retrieve(job.id);
  }
  if (job.fine_tuned_model === null) throw new Error(`the training ended ${job.status}: ${job.error?.message}`);
  return job.fine_tuned_model;
}

/** What a way of answering says to each question, in their order. */
export async function ask({ client }: Scene, way: WayOfAnswering, turns: readonly Turn[], wantMargin = false): Promise<(Answer & { right: boolean })[]> {
  const chat = openChat(client);
  const call: Ask = async (request) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await chat({ ...request, wantMargin: wantMargin || request.wantMargin, timeoutMs: 60_000 });
      } catch (error) {
        // A busy machine drops connections; in a cycle Temporal would ask again.
        if (attempt === 5 || !(error instanceof ProviderError && error.retryable)) throw error;
      }
    }
  };
  const limit = pLimit(atOnce);
  return Promise.all(
    turns.map((turn) =>
      limit(async () => {
        const answer = await answerAs(way, [{ role: 'user', content: turn.text }], call);
        return { ...answer, right: answer.text === turn.reply };
      }),
    ),
  );
}

export const wayOf = (model: string): WayOfAnswering => ({ model, system_prompt: null, examples: [] });
export const accuracy = (answers: readonly { right: boolean }[]): number => answers.filter(({ right }) => right).length / answers.length;
export const four = (value: number): string => value.toFixed(4);

/** `+0.0123 [+0.0050, +0.0196]`: other - one on the same questions, 95 % score interval (Tango 1998). */
export function difference(one: readonly { right: boolean }[], other: readonly { right: boolean }[]): string {
  const lost = one.filter(({ right }, index) => right && !other[index]?.right).length;
  const gained = one.filter(({ right }, index) => !right && other[index]?.right).length;
  const signed = (value: number): string => `${value < 0 ? '' : '+'}${four(value)}`;
  return `${signed((gained - lost) / one.length)} [${tangoInterval({ n: one.length, lost, gained }, 0.95).map(signed).join(', ')}]`;
}
