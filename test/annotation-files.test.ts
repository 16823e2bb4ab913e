import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { annotateFiles, type AnnotateFiles } from '../adapters/annotation/annotate-files.ts';
import { openChat } from '../adapters/llm/chat.ts';
import { analyzeSchema } from '../core/analysis/config.ts';
import { annotateSchema, type AnnotateConfig } from '../core/annotation/config.ts';
import { redactText } from '../core/privacy/redact-text.ts';
import { abstainReply } from '../sandbox/student/abstain.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { openCli, type Cli } from './support/cli.ts';
import { type TestProvider, testProvider } from './support/sandbox-provider.ts';

const turns = supportTraffic({ seed: 6, count: 60 });
let cli: Cli;
let provider: TestProvider;

beforeAll(async () => {
  provider = await testProvider({ judgeNoise: 0, apiKey: 'the-key' });
  await provider.control('PUT', 'answer-key', turns.map(({ text, reply, intent }) => JSON.stringify({ prompt: text, reply, intent })).join('\n'));
  cli = await openCli({ DATABASE_URL: undefined, TEMPORAL_ADDRESS: undefined, OPENAI_BASE_URL: provider.url, OPENAI_API_KEY: 'the-key', FLYWHEEL_PSEUDONYM_KEY: undefined });
  await cli.file('logs.jsonl', turns.map(({ text, reply }, at) => agentRow(`r${at}`, text, replyAt(at, reply))));
});
beforeEach(() => provider.control('PUT', 'faults', {}));
afterAll(async () => {
  await cli.remove();
  await provider.close();
});

/** Every fourth reply gives up, every fifteenth is missing. */
const replyAt = (at: number, reply: string): string => (at % 15 === 0 ? '' : at % 4 === 0 ? abstainReply : reply);
const agentRow = (id: string, question: string, reply: string, more: object = {}): object => ({
  id, messages: [{ role: 'user', content: question }], response_choices: [{ message: { role: 'assistant', content: reply } }], request_model: 'm', ...more,
});

type Row = Record<string, unknown> & { meta: Record<string, unknown> };
const rowsOf = async (name: string): Promise<Row[]> => (await readFile(join(cli.dir, name), 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as Row);
const calls = async (): Promise<number> => ((await provider.control('GET', 'stats')) as { chat_calls: Record<string, number> }).chat_calls['sandbox-judge'] ?? 0;
const annotate = (...args: string[]) => cli.run('annotate', ...args, '--judge', 'sandbox-judge');

/** What the command does, without a process of its own. */
async function annotated(name: string, out: string, config: Partial<AnnotateConfig> = {}, more: Partial<AnnotateFiles> = {}) {
  const { summary } = await annotateFiles({
    files: [join(cli.dir, name)], stdin: process.stdin, out: join(cli.dir, out), analyze: analyzeSchema.parse({}), pseudonymKey: undefined,
    annotate: { ...annotateSchema.parse({ judge: 'sandbox-judge' }), ...config }, chat: openChat(provider.client), signal: new AbortController().signal, ...more,
  });
  return summary;
}

test('rows come out in their order with verdict, causes and scores, one call each; analysis then fires the signals of a judge', async () => {
  const before = await calls();
  const result = await cli.json<{ rows: number; calls_per_row: number; verdicts: object; statuses: object }>('annotate', 'logs.jsonl', '--out', 'out.jsonl', '--judge', 'sandbox-judge');
  expect(result).toMatchObject({ code: 0, rows: 60, calls_per_row: 1, statuses: { ok: 60 }, verdicts: { good: 42, bad: 18 } });
  expect(await calls()).toBe(before + 60);
  const rows = await rowsOf('out.jsonl');
  expect(rows.map(({ id }) => id)).toEqual(turns.map((_, at) => `r${at}`));
  rows.forEach((row, at) => {
    const { text, reply, intent } = turns[at]!;
    const bad = replyAt(at, reply) !== reply;
    expect(row).toMatchObject({ verdict: bad ? 'bad' : 'good', intent, status: 'ok', corrected_reply: bad ? reply : null, messages: [{ content: redactText(text).text }] });
    expect(row['error_type']).toBe(at % 15 === 0 ? 'incomplete' : bad ? 'refusal' : null);
  });
  // Empty replies were suspected before, and are now beyond doubt; a judge is asked why only where something is suspected.
  expect(rows[0]!.meta).toMatchObject({ agent_bad_case_tier: 'high_precision', llm_analysis_score: 0.2, llm_quality_score: 0.2, agent_pipeline_output_lang: 'en' });
  expect(rows[0]!.meta['agent_insight_llm']).toMatchObject({ narrative_alignment: 'aligned' });
  expect(rows[1]!.meta).not.toHaveProperty('agent_insight_llm');

  expect((await cli.run('analyze', 'out.jsonl', '--out', 'analysis', '--workers', '1')).code).toBe(0);
  const analyzed = await rowsOf('analysis/analyzed.jsonl');
  analyzed.forEach(({ meta }, at) => expect(meta['agent_bad_case_tier']).toBe(rows[at]!.meta['agent_bad_case_tier']));
  expect(JSON.stringify(analyzed[0]!.meta['agent_bad_case_signals'])).toContain('llm_agent_analysis_eval_low');
});

test('annotated rows can be annotated again: by another judge, who is not told what the first one said', async () => {
  const prompts: string[] = [];
  const chat = openChat(provider.client);
  const again = await annotated('out.jsonl', 'again.jsonl', { preferred_output_lang: 'zh', run_for_tiers: null }, { chat: (request) => (prompts.push(JSON.stringify(request.messages)), chat(request)) });
  expect(again).toMatchObject({ rows: 60, verdicts: { good: 42, bad: 18 } });
  expect(prompts.some((prompt) => /llm_agent_analysis_eval_low|discard/.test(prompt.split('<interaction>').at(-1) ?? ''))).toBe(false);
  const rows = await rowsOf('again.jsonl');
  expect(rows[0]).not.toHaveProperty('log');
  expect(rows[0]!.meta).toMatchObject({ agent_pipeline_output_lang: 'zh', agent_bad_case_tier: 'high_precision', agent_judge: { prompt_version: expect.stringMatching(/^judge-zh-/) as string } });
});

test('a budget ends it with 3 and a kept state; the next run goes on, and no row is paid twice', async () => {
  await cli.file('small.yaml', 'judge: sandbox-judge\nconcurrency: 4\nbudget: {calls: 20}\n');
  const before = await calls();
  expect((await cli.run('annotate', 'logs.jsonl', '--out', 'budget.jsonl', '--config', 'small.yaml')).code).toBe(3);
  const [second, third] = [await annotated('logs.jsonl', 'budget.jsonl', { budget: { calls: 20 } }), await annotated('logs.jsonl', 'budget.jsonl', { budget: { calls: 20 } })];
  expect([second, third]).toMatchObject([{ stopped: 'budget', rows: 40, resumed: 20 }, { stopped: null, rows: 60, resumed: 40 }]);
  expect(await calls()).toBe(before + 60);
  expect(await readFile(join(cli.dir, 'budget.jsonl'), 'utf8')).toBe(await readFile(join(cli.dir, 'out.jsonl'), 'utf8'));
  expect(existsSync(join(cli.dir, 'budget.jsonl.work'))).toBe(false);
});

test('a budget in tokens or money is kept to within what runs at the same time', async () => {
  const tokens = await annotated('logs.jsonl', 'tokens.jsonl', { budget: { tokens: 10_000 }, concurrency: 2 });
  expect(tokens.stopped).toBe('budget');
  expect(tokens.paid.promptTokens + tokens.paid.completionTokens).toBeLessThan(10_000 + 2 * 2_000);
  const money = await annotated('logs.jsonl', 'money.jsonl', { budget: { usd: 0.02 }, concurrency: 2 });
  expect(money.stopped).toBe('budget');
  expect(money.paid.costUsd).toBeLessThan(0.02 + 2 * 0.01);
  const unpriced = openChat(provider.client, async () => undefined);
  const unknown = await annotated('logs.jsonl', 'unknown.jsonl', { budget: { usd: 1 }, concurrency: 2 }, { chat: unpriced });
  expect(unknown).toMatchObject({ stopped: 'price_unknown' });
  expect(unknown.paid.calls).toBeLessThanOrEqual(2);
});

test('a killed run leaves no half result; the next one pays only for what is missing, to the same bytes', async () => {
  await provider.control('PUT', 'faults', { latency_ms: 60 });
  const before = await calls();
  const started = cli.start('annotate', 'logs.jsonl', '--out', 'killed.jsonl', '--judge', 'sandbox-judge', '--concurrency', '2');
  await expect.poll(async () => (await calls()) - before, { timeout: 20_000, interval: 20 }).toBeGreaterThan(11);
  started.kill('SIGKILL');
  await started.ended;
  expect(existsSync(join(cli.dir, 'killed.jsonl'))).toBe(false);
  const result = await cli.json<{ resumed: number; rows: number }>('annotate', 'logs.jsonl', '--out', 'killed.jsonl', '--judge', 'sandbox-judge', '--concurrency', '2');
  expect(result).toMatchObject({ code: 0, rows: 60 });
  expect(result.resumed).toBeGreaterThan(8);
  // Answers that were on their way when it died are lost; there were at most as many as calls at a time.
  expect((await calls()) - before).toBeLessThanOrEqual(62);
  expect(await readFile(join(cli.dir, 'killed.jsonl'), 'utf8')).toBe(await readFile(join(cli.dir, 'out.jsonl'), 'utf8'));
});

test('interrupted, it lets calls under way finish, keeps them, and says how to go on', async () => {
  await provider.control('PUT', 'faults', { latency_ms: 60 });
  const before = await calls();
  const started = cli.start('annotate', 'logs.jsonl', '--out', 'stopped.jsonl', '--judge', 'sandbox-judge', '--concurrency', '2');
  await expect.poll(async () => (await calls()) - before, { timeout: 20_000, interval: 20 }).toBeGreaterThan(3);
  started.kill('SIGINT');
  const { code, stdout } = await started.ended;
  expect(code).toBe(130);
  expect(stdout).toContain('stopped.jsonl.work');
  await provider.control('PUT', 'faults', {});
  expect(await annotated('logs.jsonl', 'stopped.jsonl')).toMatchObject({ rows: 60, stopped: null });
  expect(await calls()).toBe(before + 60);
});

test('rows that changed are asked anew, and all of them under other settings', async () => {
  const before = await calls();
  expect((await annotated('logs.jsonl', 'new.jsonl', { budget: { calls: 20 }, concurrency: 1 })).stopped).toBe('budget');
  await cli.file('changed.jsonl', turns.map(({ text, reply }, at) => agentRow(`r${at}`, at === 3 ? `${text} Really?` : text, replyAt(at, reply))));
  expect((await annotated('changed.jsonl', 'new.jsonl')).resumed).toBe(19);
  expect(await calls()).toBe(before + 20 + 41);
  expect((await annotated('logs.jsonl', 'zh.jsonl', { budget: { calls: 20 } })).stopped).toBe('budget');
  expect((await annotated('logs.jsonl', 'zh.jsonl', { preferred_output_lang: 'zh' })).resumed).toBe(0);
  expect((await rowsOf('zh.jsonl'))[0]!.meta).toMatchObject({ agent_pipeline_output_lang: 'zh', agent_judge: { model: 'sandbox-judge' } });
});

test('what passes is outlasted: rate limits, failures of the server', async () => {
  await provider.control('PUT', 'faults', { rate_limit: { times: 6, path: '/chat', retry_after_seconds: 0.2 }, server_error: { times: 3, path: '/chat' } });
  expect(await annotated('logs.jsonl', 'faults.jsonl')).toMatchObject({ rows: 60, statuses: { ok: 60 }, stopped: null });
});

test('a broken answer is repaired, one that stays broken is a placeholder, a text that is refused is accounted for', async () => {
  await cli.file('three.jsonl', turns.slice(0, 3).map(({ text, reply }, at) => agentRow(`r${at}`, text, reply)));
  await provider.control('PUT', 'faults', { not_json: { times: 1 } });
  const one = await annotated('three.jsonl', 'one.jsonl', { concurrency: 1 });
  expect(one.statuses).toEqual({ repaired: 1, ok: 2 });
  expect(one.calls_per_row).toBeCloseTo(4 / 3);

  await provider.control('PUT', 'faults', { not_json: { times: 2 }, bad_request: { times: 1 } });
  expect((await annotated('three.jsonl', 'two.jsonl', { concurrency: 1 })).statuses).toEqual({ refused: 1, placeholder: 1, ok: 1 });
  const [refused, placeholder] = await rowsOf('two.jsonl');
  expect(refused).toMatchObject({ status: 'refused', verdict: null, confidence: null });
  expect(placeholder).toMatchObject({ status: 'placeholder', verdict: null, fault: 'no JSON object' });
  expect(placeholder!.meta['agent_insight_llm_raw']).toContain('Here is my judgement');
  expect(placeholder!.meta).not.toHaveProperty('llm_analysis_score');
});

test('a provider out of reach ends it at once with 4, a wrong key or judge with 2, and leaves nothing behind', async () => {
  const ended = async (env: Record<string, string>, judge: string): Promise<[number | null, string]> => {
    const { code, stderr } = await cli.runWith(env, 'annotate', 'logs.jsonl', '--out', 'none.jsonl', '--judge', judge);
    return [code, stderr];
  };
  expect(await ended({ OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' }, 'sandbox-judge')).toEqual([4, expect.stringContaining('the provider is out of reach')]);
  expect(await ended({ OPENAI_API_KEY: 'wrong' }, 'sandbox-judge')).toEqual([2, expect.stringMatching(/status 401.*expected a key that it accepts in OPENAI_API_KEY/)]);
  expect(await ended({}, 'no-such-model')).toEqual([2, expect.stringMatching(/status 404.*expected a judge that it has .*no-such-model/)]);
  await expect(annotated('logs.jsonl', 'none.jsonl', { judge: 'no-such-model' })).rejects.toMatchObject({ type: 'provider_not_found' });
  expect((await readdir(cli.dir)).filter((name) => name.includes('none'))).toEqual([]);
});

test('an endpoint that takes no JSON schema ends it with a hint, and works without one', async () => {
  const seen: unknown[] = [];
  const plain = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      if (request.method === 'GET') return response.writeHead(404).end('{}');
      const { response_format } = JSON.parse(Buffer.concat(chunks).toString()) as { response_format?: { type: string } };
      seen.push(response_format?.type);
      if (response_format?.type === 'json_schema') return response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":{"message":"response_format json_schema is unknown here"}}');
      const content = '```json\n{"verdict":"good","intent":"greeting","confidence":0.8}\n```';
      return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id: 'x', object: 'chat.completion', model: 'plain', choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }] }));
    });
  });
  await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
  const env = { OPENAI_BASE_URL: `http://127.0.0.1:${(plain.address() as AddressInfo).port}/v1` };
  const refused = await cli.runWith(env, 'annotate', 'logs.jsonl', '--out', 'plain.jsonl', '--judge', 'plain');
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/json_schema is unknown here.*structured_output/);
  await cli.file('plain.yaml', 'judge: plain\nstructured_output: json_object\n');
  const result = await cli.runWith(env, 'annotate', 'logs.jsonl', '--out', 'plain.jsonl', '--config', 'plain.yaml', '--json');
  plain.close();
  expect(JSON.parse(result.stdout)).toMatchObject({ rows: 60, statuses: { ok: 60 }, verdicts: { good: 60 }, paid: { unpriced: 60 } });
  expect(new Set(seen)).toEqual(new Set(['json_schema', 'json_object']));
});

test('bad lines are counted, wrong calls and configurations named', async () => {
  await cli.file('bad.jsonl', `${JSON.stringify(agentRow('a', turns[0]!.text, turns[0]!.reply))}\n{"broken\n[1]\n`);
  const strict = await annotate('bad.jsonl', '--out', 'bad-out.jsonl', '--strict');
  expect(strict.code).toBe(2);
  expect(strict.stderr).toMatch(/bad\.jsonl:2: broken JSON\n.*bad\.jsonl:3: .*\n2 bad lines were left out/);
  expect(await rowsOf('bad-out.jsonl')).toHaveLength(1);
  await cli.file('nothing.jsonl', '{"broken\n');
  expect((await annotate('nothing.jsonl', '--out', 'nothing-out.jsonl')).code).toBe(2);
  expect(existsSync(join(cli.dir, 'nothing-out.jsonl'))).toBe(false);
  expect(await cli.run('annotate', 'logs.jsonl', '--out', 'x.jsonl')).toMatchObject({ code: 2, stderr: expect.stringContaining('--judge') as string });
  await cli.file('wrong.yaml', 'judge: sandbox-judge\nconcurency: 2\n');
  expect(await cli.run('annotate', 'logs.jsonl', '--out', 'x.jsonl', '--config', 'wrong.yaml')).toMatchObject({ code: 2, stderr: expect.stringContaining('wrong.yaml:2: concurency') as string });
});

test('personal data that the rules miss is taken out of the row, its feedback and the judge\'s words; the trace holds no value', async () => {
  const row = agentRow('p', 'My name is Greta Sandmeier and I live at 14 Old Mill Road. Where is my parcel?', 'Dear Greta Sandmeier, it is on its way.', {
    feedback: { rating: 1, text: 'Greta Sandmeier still waits', correction: 'Sent to 14 Old Mill Road.' }, status: 'from the log', verdict: 7,
  });
  await cli.file('pii.jsonl', [row]);
  expect((await annotate('pii.jsonl', '--out', 'pii-out.jsonl')).code).toBe(0);
  const [out] = await rowsOf('pii-out.jsonl');
  expect(JSON.stringify(out)).not.toMatch(/Greta|Sandmeier|Old Mill/);
  expect(out).toMatchObject({
    messages: [{ content: 'My name is [NAME] and I live at [ADDRESS]. Where is my parcel?' }], feedback: { text: '[NAME] still waits', correction: 'Sent to [ADDRESS].' },
    log: { status: 'from the log', verdict: 7 },
  });
  expect(out!.meta['agent_pii_trace']).toEqual([
    { field: 'messages[0].content', category: 'NAME', replaced: 3 }, { field: 'messages[0].content', category: 'ADDRESS', replaced: 2 },
  ]);
});

const data = fileURLToPath(new URL('../../shared/data/', import.meta.url));
const whoAndWhen = join(data, 'who-and-when/Who&When/Hand-Crafted');

test.skipIf(!existsSync(whoAndWhen))('real logs of several agents (Who&When) go through: every one annotated once, with steps that exist', async () => {
  const result = await cli.json<{ rows: number; rejected: number; calls_per_row: number }>('annotate', whoAndWhen, '--out', 'who.jsonl', '--judge', 'sandbox-judge');
  expect(result).toMatchObject({ code: 0, rows: 58, rejected: 0, calls_per_row: 1 });
  for (const row of await rowsOf('who.jsonl')) {
    expect(row['status']).toBe('ok');
    const { step } = (row['mistake'] ?? { step: 0 }) as { step: number };
    expect(step).toBeLessThanOrEqual((row['history'] as unknown[]).length + 1);
    expect(Object.keys(row.meta)).toContain('agent_trace_coherence');
  }
});
