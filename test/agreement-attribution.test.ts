import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openChat, openClient } from '../adapters/llm/chat.ts';
import { scoreAttribution, type AttributionPair } from '../core/agreement/attribution.ts';
import { readLabelledFailure, type LabelledFailure } from '../core/agreement/labelled-failure.ts';
import { annotateOne } from '../core/annotation/annotate-one.ts';
import { judgementSchema } from '../core/annotation/judgement.ts';
import { rateOf } from '../core/figures/share.ts';
import { testProvider } from './support/sandbox-provider.ts';

const agents = ['Orchestrator', 'WebSurfer', 'Validation', 'Validation_Expert'];
const pair = (human: [number, string], judge: [number, string | null] | null): AttributionPair => ({
  agents, human: { step: human[0], agent: human[1] }, judge: judge && { step: judge[0], agent: judge[1] },
});

test('step and agent are scored apart, near misses told, and no answer is a wrong one', () => {
  const score = scoreAttribution([
    pair([3, 'WebSurfer'], [3, 'WebSurfer']), pair([3, 'WebSurfer'], [4, 'WebSurfer']), pair([3, 'WebSurfer'], [3, 'Orchestrator']), pair([3, 'WebSurfer'], [9, null]), pair([3, 'WebSurfer'], null),
  ]);
  expect(score).toMatchObject({ n: 5, agent: { count: 2, of: 5 }, step: { count: 2, of: 5 }, unanswered: { count: 1, of: 5 } });
  expect(score.within.map(({ steps, share }) => [steps, share.count])).toEqual([[1, 3], [3, 3], [5, 3]]);
});

test('what an agent does behind its name is not its name, and a longer name is another agent', () => {
  const right = (one: string, other: string) => scoreAttribution([pair([0, one], [0, other])]).agent.count === 1;
  expect(right('Orchestrator', 'Orchestrator (-> WebSurfer)')).toBe(true);
  expect(right('Orchestrator', 'Orchestrator_thought_')).toBe(true);
  expect(right('Validation', 'Validation_Expert')).toBe(false);
  expect(right('WebSurfer', 'Orchestrator (-> WebSurfer)')).toBe(false);
});

test('a label outside the history is a fault with its field', () => {
  const row = { question: 'q', history: [{ role: 'assistant', name: 'A', content: 'a' }, { role: 'user', name: 'B', content: 'b' }], mistake_agent: 'A', mistake_step: '7' };
  expect(readLabelledFailure(row)).toEqual({ fault: { field: 'mistake_step', found: '7', expected: 'a step of the history, from 0 to 1' } });
  expect(readLabelledFailure({ ...row, mistake_agent: undefined })).toMatchObject({ fault: { field: 'mistake_agent' } });
});

const folder = fileURLToPath(new URL('../../shared/data/who-and-when/Who&When/', import.meta.url));
const missing = !existsSync(folder);
type Raw = { question: string; ground_truth: string; history: { role: string; name?: string }[]; mistake_agent: string; mistake_step: string };
const raw = (): Raw[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json')).sort().map((name) => JSON.parse(readFileSync(folder + name, 'utf8')) as Raw);
const read = (row: Raw): LabelledFailure => {
  const failure = readLabelledFailure(row);
  if ('fault' in failure) throw new Error(JSON.stringify(failure.fault));
  return failure;
};

test.skipIf(missing)('Who&When: every label of a person fills the annotation schema at a step that exists (skipped without its data)', () => {
  const rows = raw();
  const failures = rows.map(read);
  expect(failures).toHaveLength(184);
  for (const [index, { judgement, messages }] of failures.entries()) {
    expect(judgementSchema.safeParse(judgement).success).toBe(true);
    expect(judgement.mistake!.step).toBeLessThanOrEqual(messages.length);
    const { name, role } = rows[index]!.history[Number(rows[index]!.mistake_step)]!;
    const shown = messages[judgement.mistake!.step];
    if (shown?.name !== undefined) expect(shown.name).toBe((name ?? role).replace(/[^A-Za-z0-9_-]+/g, '_').slice(0, 64));
  }
  // People against themselves: all right; whoever speaks at their step: 178 of 184 are the agent that they name (a 179th speaks to it).
  const pairs = failures.map(({ judgement, agents: known }) => ({ human: judgement.mistake!, judge: judgement.mistake, agents: known }));
  expect(scoreAttribution(pairs)).toMatchObject({ agent: { count: 184 }, step: { count: 184 } });
  const speakers = failures.map(({ judgement, agents: known }, index) => {
    const { name, role } = rows[index]!.history[Number(rows[index]!.mistake_step)]!;
    return { human: judgement.mistake!, judge: { step: judgement.mistake!.step, agent: name ?? role }, agents: known };
  });
  expect(scoreAttribution(speakers).agent.count).toBe(178);
});

test.skipIf(missing)('Who&When: the sandbox judge\'s step and agent, scored as counted by hand (skipped without its data)', async () => {
  const rows = raw();
  const failures = rows.map(read);
  const provider = await testProvider();
  try {
    await provider.control('PUT', 'answer-key', failures.map(({ messages }, index) => JSON.stringify({ prompt: messages.findLast(({ role }) => role === 'user')?.content ?? '', reply: rows[index]!.ground_truth, intent: 'task' })).join('\n'));
    const chat = openChat(openClient({ baseUrl: provider.url, apiKey: 'any' }));
    const options = { errorTypes: ['wrong_fact'], intents: [], intentsClosed: false, language: 'en', maxChars: 60_000 } as const;
    const pairs: AttributionPair[] = [];
    for (const { messages, reply, judgement, agents: known } of failures) {
      const { judgement: said } = await annotateOne(({ messages: prompt, jsonSchema }) => chat({ model: 'sandbox-judge', messages: prompt, jsonSchema, timeoutMs: 60_000 }), { messages, reply }, options);
      pairs.push({ human: judgement.mistake!, judge: said?.mistake ?? null, agents: known });
    }
    const score = scoreAttribution(pairs);
    const byHand = (right: (pair: AttributionPair) => boolean): number => pairs.filter(right).length;
    const first = (name: string | null | undefined): string => (name ?? '?').toLowerCase().split(/[^a-z0-9]*\(|[^a-z0-9]+(?=thought|to|termination)|_-|_$/)[0]!;
    expect(score.unanswered.count).toBeLessThan(20);
    expect(score.step.count).toBe(byHand(({ human, judge }) => judge?.step === human.step));
    expect(score.agent.count).toBe(byHand(({ human, judge }) => judge !== null && first(judge.agent) === first(human.agent)));
    // It looks for the first tool that failed, else blames the last step: little is found so, and the score says it.
    expect(rateOf(score.step)).toBeLessThan(0.4);
  } finally {
    await provider.close();
  }
});
