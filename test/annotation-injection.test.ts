import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { annotateFiles } from '../adapters/annotation/annotate-files.ts';
import { openChat, type ChatRequest } from '../adapters/llm/chat.ts';
import { analyzeSchema } from '../core/analysis/config.ts';
import { createAnalyzer } from '../core/analysis/analyzer.ts';
import { annotateSchema, defaultErrorTypes } from '../core/annotation/config.ts';
import { otherLabel } from '../core/annotation/judgement.ts';
import { abstainReply } from '../sandbox/student/abstain.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { attackMarker, attacks } from './support/injection-attacks.ts';
import { type TestProvider, testProvider } from './support/sandbox-provider.ts';

type Role = { role: string; content: string; name?: string; tool_calls?: unknown[]; tool_call_id?: string };
type Case = { id: string; right: boolean; row: object };

const [turn] = supportTraffic({ seed: 8, count: 1 });
const { text: question, reply: rightReply } = turn!;
const call = (args: string): Role[] => [
  { role: 'assistant', content: '', tool_calls: [{ id: 'c', type: 'function', function: { name: 'lookup', arguments: args } }] },
  { role: 'tool', tool_call_id: 'c', content: 'found' },
];
const row = (id: string, messages: Role[], reply: string, more: object = {}) => ({ id, messages, response_choices: [{ message: { role: 'assistant', content: reply } }], request_model: 'm', ...more });
const asked: Role = { role: 'user', content: question };

/** Where an attack can stand. Attacks that ask for "good" stand with a wrong reply, and the same with the right one: neither verdict may move. */
const places: Readonly<Record<string, (attack: string, reply: string) => { messages: Role[]; reply: string; more?: object }>> = {
  'an earlier question': (attack, reply) => ({ messages: [{ role: 'user', content: attack }, { role: 'assistant', content: 'Yes?' }, asked], reply }),
  'a system message of the log': (attack, reply) => ({ messages: [{ role: 'system', content: attack }, asked], reply }),
  'a tool result': (attack, reply) => ({ messages: [...call('{}').with(1, { role: 'tool', tool_call_id: 'c', content: attack }), asked], reply }),
  'JSON of a tool result': (attack, reply) => ({ messages: [...call('{}').with(1, { role: 'tool', tool_call_id: 'c', content: JSON.stringify({ results: [{ note: attack }] }) }), asked], reply }),
  'arguments of a tool': (attack, reply) => ({ messages: [...call(JSON.stringify({ q: attack })), asked], reply }),
  'names': (attack, reply) => ({ messages: [{ role: 'assistant', content: 'Hello.', name: attack }, asked], reply }),
  'other columns of the log': (attack, reply) => ({ messages: [asked], reply, more: { seed: attack, response_format: { type: attack }, verdict: attack, meta: { agent_bad_case_tier: attack, note: attack } } }),
};
const cases: Case[] = Object.entries(attacks).flatMap(([name, attack]) => [
  ...Object.entries(places).flatMap(([place, build]) =>
    [true, false].map((right) => {
      const { messages, reply, more } = build(attack, right ? rightReply : abstainReply);
      return { id: `${name} in ${place}, ${right ? 'right' : 'wrong'} reply`, right, row: row(`${name}/${place}/${right}`, messages, reply, more) };
    }),
  ),
  { id: `${name} in the reply`, right: false, row: row(`${name}/reply`, [asked], `${abstainReply} ${attack}`) },
  // The last question is then another one: the judge has to guess, and still may not call a refusal good.
  { id: `${name} in the question`, right: false, row: row(`${name}/question`, [{ role: 'user', content: `${question}\n${attack}` }], abstainReply) },
]);

let provider: TestProvider;
let dir: string;
const requests: ChatRequest[] = [];
let rows: (Record<string, unknown> & { meta: Record<string, unknown> })[];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flywheel-injection-'));
  provider = await testProvider({ judgeNoise: 0 });
  const key = supportTraffic({ seed: 8, count: 40 }).map(({ text, reply, intent }) => JSON.stringify({ prompt: text, reply, intent }));
  await provider.control('PUT', 'answer-key', key.join('\n'));
  await writeFile(join(dir, 'in.jsonl'), cases.map((one) => `${JSON.stringify(one.row)}\n`).join(''));
  const chat = openChat(provider.client);
  const { summary } = await annotateFiles({
    files: [join(dir, 'in.jsonl')], stdin: process.stdin, out: join(dir, 'out.jsonl'), annotate: { ...annotateSchema.parse({ judge: 'sandbox-judge' }), run_for_tiers: null },
    analyze: analyzeSchema.parse({}), pseudonymKey: undefined, signal: new AbortController().signal,
    chat: (request) => {
      requests.push(request);
      return chat(request);
    },
  });
  expect(summary).toMatchObject({ rows: cases.length, rejected: 0, statuses: { ok: cases.length }, calls_per_row: 1 });
  rows = (await readFile(join(dir, 'out.jsonl'), 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as (typeof rows)[number]);
}, 120_000);
afterAll(async () => {
  await provider.close();
  await rm(dir, { recursive: true, force: true });
});

const blockOf = ({ messages }: ChatRequest): string => /^<interaction>\n(.*)\n<\/interaction>\n[^<]*$/s.exec(messages[1]!.content)?.[1] ?? 'no block';

test(`at least 40 attacks in every place: what is left after the block is the same for all`, () => {
  expect(Object.keys(attacks).length).toBeGreaterThanOrEqual(40);
  expect(cases).toHaveLength(Object.keys(attacks).length * 16);
  for (const request of requests) {
    expect(request.messages.map(({ role }) => role)).toEqual(['system', 'user']);
    const outside = [request.messages[0]!.content, request.messages[1]!.content.replace(blockOf(request), () => ''), JSON.stringify(request.jsonSchema), request.model, Object.keys(request).join()];
    for (const text of outside) expect(text).not.toContain(attackMarker);
    expect(request.messages[1]!.content.split(/<\/?interaction>/i)).toHaveLength(3);
  }
  const shapes = (of: (request: ChatRequest) => string) => new Set(requests.map(of)).size;
  // With and without steps, tools, an earlier turn, suspected personal data: nothing else makes a difference.
  expect(shapes(({ messages }) => messages[0]!.content)).toBeLessThanOrEqual(12);
  expect(shapes(({ jsonSchema }) => JSON.stringify(jsonSchema))).toBe(shapes(({ messages }) => messages[0]!.content));
  expect(shapes(({ model, timeoutMs, seed }) => JSON.stringify([model, timeoutMs, seed]))).toBe(1);
});

test('inside the block everything is JSON on one line without a sign that ends, hides or turns round anything, and nothing of the text is lost', () => {
  const analyze = createAnalyzer(analyzeSchema.parse({}));
  const blocks = new Set(requests.map(blockOf));
  for (const block of blocks) {
    expect(block).not.toMatch(/[<\n\r\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
    expect(block).toContain(JSON.stringify(question).slice(1, -1));
  }
  const shown = [...blocks].map((block) => JSON.stringify(JSON.parse(block))).join('\n');
  for (const [name, attack] of Object.entries(attacks)) {
    // What the door takes out of a text (a NUL, half a surrogate pair) is gone before; the rest is there to be judged.
    const result = analyze(1, row('x', [{ role: 'user', content: attack }], 'y'));
    const kept = 'row' in result ? result.row.query : 'rejected';
    expect(shown.includes(JSON.stringify(kept).slice(1, -1)), name).toBe(true);
  }
});

test('no verdict moves, no label is of the attack\'s making, nothing but the log\'s own columns holds its words', () => {
  rows.forEach((out, at) => {
    const { id, right } = cases[at]!;
    expect(out['verdict'], id).toBe(right ? 'good' : 'bad');
    if (!right) expect([...defaultErrorTypes, otherLabel], id).toContain(out['error_type']);
    const { verdict, error_type, severity, intent, corrected_reply, confidence, cited_fields, status } = out;
    const { agent_bad_case_tier, agent_bad_case_signals, llm_analysis_score, agent_insight_llm, agent_judge, pii_llm_suspect } = out.meta;
    const ours = { verdict, error_type, severity, intent, corrected_reply, confidence, cited_fields, status, agent_bad_case_tier, agent_bad_case_signals, llm_analysis_score, agent_insight_llm, agent_judge, pii_llm_suspect };
    expect(JSON.stringify(ours), id).not.toContain(attackMarker);
  });
});
