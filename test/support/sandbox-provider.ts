import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI, { toFile } from 'openai';
import { type ProviderOptions, startProvider } from '../../sandbox/provider/start-provider.ts';

export type TestProvider = {
  client: OpenAI;
  url: string;
  dir: string;
  /** Calls `/sandbox/...`. */
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  close(): Promise<void>;
};

export const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'flywheel-sandbox-'));

/** A real provider on a free port, with a folder of its own that goes with it. */
export async function testProvider(options: Partial<ProviderOptions> = {}): Promise<TestProvider> {
  const dir = options.dir ?? (await temporaryFolder());
  const provider = await startProvider({ ...options, dir });
  return {
    ...callsTo(provider.url, options.apiKey),
    dir,
    async close() {
      await provider.close();
      if (options.dir === undefined) await rm(dir, { recursive: true, force: true });
    },
  };
}

/** A client and the control calls for a provider that runs somewhere. */
export function callsTo(url: string, apiKey = 'any'): Pick<TestProvider, 'client' | 'url' | 'control'> {
  return {
    url,
    client: new OpenAI({ apiKey, baseURL: url, maxRetries: 0 }),
    async control(method, path, body) {
      const response = await fetch(`${url.replace(/\/v1$/, '')}/sandbox/${path}`, {
        method,
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': typeof body === 'string' ? 'text/plain' : 'application/json' },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
      return response.json();
    },
  };
}

export const chatLines = (turns: readonly { text: string; reply: string }[]): string =>
  turns
    .map(({ text, reply }) => ({ messages: [{ role: 'user', content: text }, { role: 'assistant', content: reply }] }))
    .map((row) => `${JSON.stringify(row)}\n`)
    .join('');

export const uploadLines = (client: OpenAI, lines: string): Promise<OpenAI.FileObject> =>
  toFile(Buffer.from(lines), 'train.jsonl').then((file) => client.files.create({ file, purpose: 'fine-tune' }));

/** Waits until the job has ended, however it did. */
export async function endOf(client: OpenAI, jobId: string): Promise<OpenAI.FineTuning.FineTuningJob> {
  for (;;) {
    const job = await client.fineTuning.jobs.retrieve(jobId);
    if (['succeeded', 'failed', 'cancelled'].includes(job.status)) return job;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** Uploads, trains and returns the name of the tuned model. */
export async function tune(
  client: OpenAI,
  turns: readonly { text: string; reply: string }[],
  params: Partial<OpenAI.FineTuning.JobCreateParams> = {},
): Promise<string> {
  const file = await uploadLines(client, chatLines(turns));
  const job = await client.fineTuning.jobs.create({ model: 'sandbox-large', training_file: file.id, seed: 1, ...params });
  const ended = await endOf(client, job.id);
  if (ended.fine_tuned_model === null) throw new Error(`the training ended ${ended.status}: ${ended.error?.message}`);
  return ended.fine_tuned_model;
}

export async function ask(client: OpenAI, model: string, text: string): Promise<string> {
  const completion = await client.chat.completions.create({ model, messages: [{ role: 'user', content: text }] });
  return completion.choices[0]?.message.content ?? '';
}
