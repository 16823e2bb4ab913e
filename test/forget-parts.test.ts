import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandTrainer } from '../adapters/trainers/command.ts';
import { workerSchema } from '../core/config/worker.ts';
import { scrub } from '../core/erasure/scrub.ts';
import { withoutQuotes } from '../core/erasure/without-quotes.ts';
import type { Routing } from '../core/candidate/routing.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'flywheel-forget-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

const question = (content: string) => ({ role: 'user' as const, content });
const answer = (content: string) => ({ role: 'assistant' as const, content });
const nothing = { systemPrompt: null, examples: [], routing: null };

test('an example goes with its reply, and the others stay in their order', () => {
  const examples = [question('a'), answer('1'), question('mine'), answer('2'), question('b'), answer('3')];
  const { kept, parts } = withoutQuotes({ ...nothing, examples }, { questions: ['mine'], comments: [], commonWords: new Set() });
  expect(kept.examples).toEqual([question('a'), answer('1'), question('b'), answer('3')]);
  expect(parts).toBe(1);
});

test('a prompt loses long quotations, and keeps words that everybody uses', () => {
  const long = 'my parcel lies at the neighbour of my aunt';
  const quoted = { ...nothing, systemPrompt: `Say yes. A user wrote: ${long}. And: ${long}!` };
  expect(withoutQuotes(quoted, { questions: ['yes', long], comments: [], commonWords: new Set() })).toEqual({ kept: { ...quoted, systemPrompt: 'Say yes. A user wrote: [erased]. And: [erased]!' }, parts: 1 });
});

test('routing forgets the words that the user alone has used', () => {
  const routing: Routing = { rules: [{ when: 'intent', intent: 'x', words: { zebra: 1, card: 2 }, above: 1, model: 'm' }, { when: 'margin_below', margin: 0.1, model: 'm' }] };
  const { kept, parts } = withoutQuotes({ ...nothing, routing }, { questions: ['Zebra card?'], comments: [], commonWords: new Set(['card']) });
  expect(kept.routing?.rules[0]).toMatchObject({ words: { card: 2 } });
  expect(parts).toBe(1);
});

test('what quotes nobody stays as it is', () => {
  const whole = { systemPrompt: 'Be kind.', examples: [question('a'), answer('1')], routing: null };
  expect(withoutQuotes(whole, { questions: ['b'], comments: [], commonWords: new Set() })).toEqual({ kept: whole, parts: 0 });
});

test('evidence loses the entries of erased cases, and names only where they are the whole text', () => {
  const names = new Map([['u_1', 'erased-1'], ['lost intent', 'erased-2']]);
  const value = { lost: [{ caseId: 'c-1', question: 'secret' }, { caseId: 'c-2', question: 'fine' }], cases: [{ id: 'c-1', group: 'u_1', n: 3 }], slices: { 'lost intent': 0.5 }, note: 'not a lost intent' };
  expect(scrub(value, { names, cases: new Set(['c-1']) })).toEqual({
    lost: [{ caseId: 'c-2', question: 'fine' }], cases: [{ id: 'c-1', group: 'erased-1', n: 3 }], slices: { 'erased-2': 0.5 }, note: 'not a lost intent',
  });
});

test('a trainer on this machine finds every file of a data set by its name, and no other', async () => {
  const { trainers } = workerSchema.parse({
    trainers: { local: { kind: 'command', argv: ['true'], jobs_folder: join(folder, 'trainer'), serving: 'gpu' } },
    serving: { gpu: { kind: 'vllm', provider: 'openai' } },
  });
  const config = trainers['local']!;
  if (config.kind !== 'command') throw new Error('another kind');
  const trainer = commandTrainer({ name: 'local', config, env: {} });
  const options = { timeoutMs: 1_000 };
  const upload = async (name: string, text: string): Promise<string> => {
    const path = join(folder, 'draft.jsonl');
    await writeFile(path, text);
    return trainer.upload(path, name, options);
  };
  const wanted = [await upload('d-1.jsonl', 'a'), await upload('d-1.jsonl', 'b'), await upload('d-1-val.jsonl', 'c')];
  const other = [await upload('d-12.jsonl', 'a'), await upload('d-2-val.jsonl', 'd')];
  expect((await trainer.filesNamed(['d-1.jsonl', 'd-1-val.jsonl'], options)).sort()).toEqual(wanted.sort());
  for (const id of wanted) await trainer.removeFile(id, options);
  expect(await trainer.filesNamed(['d-1.jsonl', 'd-1-val.jsonl'], options)).toEqual([]);
  for (const id of other) await access(join(folder, 'trainer', 'files', id.split(':')[1]!));
});
