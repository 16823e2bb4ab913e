import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { analyzeFiles } from '../adapters/analysis/analyze-files.ts';
import { analyzeSchema } from '../core/analysis/config.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

type Row = Record<string, unknown> & { meta: Record<string, unknown> };

async function analyze(file: string, format: 'flywheel' | 'data-juicer' = 'flywheel') {
  const out = await temporaryFolder('flywheel-again-');
  const summary = await analyzeFiles({
    files: [file], stdin: (async function* () {})(), out, workers: 1, clock: () => 0, createdAt: new Date(0), signal: new AbortController().signal,
    options: { config: analyzeSchema.parse({}), calibration: null, format, language: 'en', cohortBy: ['model', 'pt'] },
  });
  const rows = (await readFile(join(out, 'analyzed.jsonl'), 'utf8')).split('\n').filter(Boolean).map((line) => JSON.parse(line) as Row);
  return { file: join(out, 'analyzed.jsonl'), rows, summary };
}
async function logOf(rows: readonly unknown[]): Promise<string> {
  const file = join(await temporaryFolder('flywheel-again-'), 'log.jsonl');
  await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return file;
}

const question = { role: 'user', content: 'Where is my parcel? Write to eve@example.com' };
const called = { role: 'assistant', content: null, tool_calls: [{ id: 'c1', type: 'function', function: { name: 'track', arguments: '{"parcel": 7}' } }] };
const choices = [{ message: { role: 'assistant', content: null, tool_calls: [{ id: 'c2', type: 'function', function: { name: 'mail', arguments: '{"to": "eve@example.com"}' } }] }, finish_reason: 'tool_calls' }];
const usage = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };
const every: Record<string, Record<string, unknown>> = {
  'openai-chat': { request: { model: 'm', messages: [question] }, response: { id: 'chatcmpl-4155552671', model: 'm-1', choices, usage, conversation_id: 'conv-12345' } },
  'openai-chat without a response': { request: { model: 'm', messages: [question] } },
  'openai-chat with a failed call': { request: { model: 'm', messages: [question] }, response: null },
  'nvidia record': { timestamp: 1700000000, workload_id: 'w', client_id: 'prod', request: { model: 'm', messages: [question] }, response: { choices: [{ message: { role: 'assistant', content: 'On its way.' } }], usage } },
  anthropic: { request: { model: 'c', messages: [question] }, response: { id: 'msg_1', type: 'message', role: 'assistant', model: 'c-1', content: [{ type: 'text', text: 'On its way.' }], usage: { input_tokens: 9, output_tokens: 2 } } },
  'openai-responses': { request: { model: 'g', input: 'Where is my parcel?' }, response: { id: 'resp_1', object: 'response', model: 'g-1', output: [{ type: 'function_call', call_id: 'c1', name: 'track', arguments: '{}' }], usage: { input_tokens: 9, output_tokens: 2 } } },
  otel: { span_id: 's1', attributes: { 'gen_ai.request.model': 'o', 'gen_ai.usage.input_tokens': 7, 'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: 'Where is my parcel?' }] }]), 'gen_ai.output.messages': '[]' } },
  langfuse: { id: 'o1', traceId: 't1', type: 'GENERATION', model: 'l', input: { messages: [question] }, output: { role: 'assistant', content: 'On its way.' }, usageDetails: { input: 5, output: 2 } },
  plain: { id: 'p1', user_input: 'Where is my parcel?', agent_output: null, rating: 1 },
  'agent-row': { id: 'a1', messages: [question, called, { role: 'tool', tool_call_id: 'c1', content: { error: 'no route' } }], response_choices: choices, response_usage: usage, request_model: 'q' },
  'columns of its own': { id: 'a2', messages: [question], response_choices: choices, request_model: 'q', query: 'select 1', text: { body: 'mail eve@example.com' }, response: 'a text of the log', stats: [1, 2], meta: 'by hand' },
  messages: { messages: [question, called, { role: 'tool', tool_call_id: 'c1', content: 'not found' }] },
  'tau-bench': { task_id: 1, trial: 0, reward: 1, traj: [question, called] },
  'agent-history': { question: 'Where?', question_ID: 'q1', history: [{ role: 'Orchestrator (thought)', content: 'Look there.' }] },
};
const names = Object.keys(every);

describe('what analyze wrote is analyzed again', () => {
  test('every row says the same: what was logged, what was computed, tier and signals', async () => {
    const first = await analyze(await logOf(Object.values(every)));
    expect(first.summary).toMatchObject({ rows: names.length, rejected: 0 });
    const second = await analyze(first.file);
    for (const [place, name] of names.entries()) expect([name, second.rows[place]]).toEqual([name, first.rows[place]]);
    expect({ ...second.summary, redactions: {} }).toEqual({ ...first.summary, redactions: {} });
  });

  test('also under the names of Data-Juicer', async () => {
    const first = await analyze(await logOf(Object.values(every)), 'data-juicer');
    const second = await analyze(first.file, 'data-juicer');
    for (const [place, name] of names.entries()) expect([name, second.rows[place]]).toEqual([name, first.rows[place]]);
  });

  test('sessions whose ids are gone are neither thrown together nor forgotten', async () => {
    const chat = (session_id: string, text: string, content = 'I am not sure.') => ({ session_id, request_model: 'm', messages: [{ role: 'user', content: text }], response_choices: [{ message: { role: 'assistant', content } }] });
    const first = await analyze(await logOf([
      chat('s1', 'Why was my card declined in Rome?'), chat('s2', 'Why was my card declined in Rome?'), chat('s1', 'why was my card declined in rome'), chat('s3', 'What is the weather like today?', ''),
    ]));
    const codes = first.rows.map(({ meta }) => (meta['agent_bad_case_signals'] as { code: string }[]).map(({ code }) => code));
    expect(codes).toEqual([['user_retry_or_rephrase'], [], [], ['empty_reply', 'user_abandoned']]);
    expect((await analyze(first.file)).rows).toEqual(first.rows);
  });
});

test('a row that was only annotated has its own response, tier or not', async () => {
  const { rows } = await analyze(await logOf([{ ...every['openai-chat'], meta: { agent_bad_case_tier: 'high_precision', llm_quality_score: 0.1, llm_quality_record: { recommendation: 'discard' } } }]));
  expect(rows[0]).toMatchObject({ response: '[Tool calls: mail]', logged_response: { model: 'm-1' }, meta: { total_tokens: 120, agent_bad_case_tier: 'high_precision' } });
});

test("the log's own columns stay, redacted, beside what is computed under their names", async () => {
  const { rows } = await analyze(await logOf(['openai-chat', 'columns of its own', 'openai-chat without a response'].map((name) => every[name])));
  expect(rows[0]).toMatchObject({ response: '[Tool calls: mail]', logged_response: { id: 'chatcmpl-4155552671', model: 'm-1', usage, choices: [{ finish_reason: 'tool_calls', message: { tool_calls: [{ function: { arguments: '{"to":"[EMAIL]"}' } }] } }] } });
  expect(rows[1]).toMatchObject({ logged_query: 'select 1', logged_text: { body: 'mail [EMAIL]' }, logged_response: 'a text of the log', logged_stats: [1, 2], logged_meta: 'by hand', meta: { agent_format: 'agent-row' } });
  expect(Object.keys(rows[2]!).filter((name) => name.startsWith('logged_'))).toEqual([]);
});
