import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseInteractionFile } from '../adapters/files/parse-interaction-file.ts';
import type { FileRow } from '../adapters/files/parse-interaction-file.ts';
import { createAnalyzer } from '../core/analysis/analyzer.ts';
import { analyzeSchema } from '../core/analysis/config.ts';
import { redactSchema } from '../core/privacy/config.ts';
import { createRedactor } from '../core/privacy/redact-text.ts';
import { pseudonym } from '../core/privacy/pseudonym.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const pseudonymKey = 'installation key';

async function imported(...rows: unknown[]): Promise<FileRow[]> {
  const file = join(await temporaryFolder('flywheel-in-'), 'log.jsonl');
  await writeFile(file, rows.map((row) => JSON.stringify(row)).join('\n'));
  return Array.fromAsync(parseInteractionFile(file, { agent: 'support', pseudonymKey }));
}
function analyzed(raw: unknown) {
  const result = createAnalyzer(analyzeSchema.parse({}), { pseudonymKey })(1, raw);
  if ('reject' in result) throw new Error(result.reject.reason);
  return result.row;
}

const anthropic = {
  request: {
    model: 'claude-x', system: [{ type: 'text', text: 'Be kind.' }], metadata: { user_id: 'alice-77' },
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'Weather?' }, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'QUJD'.repeat(100) } }, { type: 'document', title: 'map.pdf', source: {} }] },
      { role: 'assistant', content: [{ type: 'thinking', thinking: 'I should look.' }, { type: 'text', text: 'Let me look.' }, { type: 'tool_use', id: 't1', name: 'weather', input: { city: 'Rome' } }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', is_error: true, content: [{ type: 'text', text: 'no network' }] }] },
    ],
  },
  response: { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-x-2', content: [{ type: 'text', text: 'I can not tell.' }], stop_reason: 'end_turn', usage: { input_tokens: 100, cache_read_input_tokens: 20, output_tokens: 9 } },
  timestamp: 1700000000, latency_ms: 900,
};
const responses = {
  request: { model: 'gpt-x', instructions: 'Be kind.', input: [{ role: 'user', content: [{ type: 'input_text', text: 'Weather?' }, { type: 'input_file', filename: 'a.pdf' }] }] },
  response: {
    id: 'resp_1', object: 'response', model: 'gpt-x-1', created_at: 1700000000, usage: { input_tokens: 50, output_tokens: 7, total_tokens: 57 },
    output: [
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 'thinking' }] },
      { type: 'function_call', call_id: 'c1', name: 'weather', arguments: '{"city":"Rome"}' },
      { type: 'function_call_output', call_id: 'c1', output: '{"ok":true}' },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Sunny.' }] },
    ],
  },
};
const otel = {
  span_id: 's9', startTimeUnixNano: '1700000000000000000', endTimeUnixNano: '1700000000750000000',
  attributes: [
    { key: 'gen_ai.provider.name', value: { stringValue: 'openai' } },
    { key: 'gen_ai.request.model', value: { stringValue: 'gpt-x' } },
    { key: 'gen_ai.conversation.id', value: { stringValue: 'conv-1' } },
    { key: 'gen_ai.usage.input_tokens', value: { intValue: '31' } },
    { key: 'gen_ai.usage.output_tokens', value: { intValue: 4 } },
    { key: 'gen_ai.system_instructions', value: { stringValue: '[{"type":"text","content":"Be kind."}]' } },
    { key: 'gen_ai.input.messages', value: { stringValue: JSON.stringify([
      { role: 'user', parts: [{ type: 'text', content: 'Weather?' }, { type: 'blob', modality: 'audio', content: 'AAAA' }] },
      { role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'weather', arguments: { city: 'Rome' } }] },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', result: '{"error":"down"}' }] },
    ]) } },
    { key: 'gen_ai.output.messages', value: { stringValue: JSON.stringify([{ role: 'assistant', parts: [{ type: 'reasoning', content: 'hm' }, { type: 'text', content: 'No idea.' }], finish_reason: 'stop' }]) } },
  ],
};
const langfuse = {
  id: 'obs-1', traceId: 'tr-1', type: 'GENERATION', model: 'gpt-x', sessionId: 'sess-1', userId: 'alice-77', startTime: '2026-11-02T10:00:00Z', endTime: '2026-11-02T10:00:02Z',
  input: { messages: [{ role: 'user', content: 'Weather?' }] }, output: { role: 'assistant', content: 'Sunny.' }, usageDetails: { input: 12, output: 3, total: 15 },
};
const agentRow = { id: 'r1', request_model: 'qwen', pt: '20261102', total_cost_time: 77, messages: [{ role: 'user', content: 'Weather?' }], response_choices: [{ message: { role: 'assistant', content: 'Sunny.' } }], response_usage: { prompt_tokens: 5, completion_tokens: 2 } };

describe('the same talk in every format is imported', () => {
  test.each([
    ['anthropic', anthropic, { key: 'msg_1', model: 'claude-x-2', reply: 'I can not tell.', promptTokens: 120, completionTokens: 9, latencyMs: 900, toolErrors: 1, user: pseudonym('u', 'alice-77', pseudonymKey), at: new Date(1700000000000) },
      ['Be kind.', 'Weather?\n[image]\n[file: map.pdf]', 'Let me look.', 'no network']],
    ['openai-responses', responses, { key: 'resp_1', model: 'gpt-x-1', reply: 'Sunny.', promptTokens: 50, completionTokens: 7, at: new Date(1700000000000) }, ['Be kind.', 'Weather?\n[file: a.pdf]', '', '{"ok":true}']],
    ['otel', otel, { key: 's9', model: 'gpt-x', reply: 'No idea.', promptTokens: 31, completionTokens: 4, latencyMs: 750, toolErrors: 1, session: pseudonym('s', 'conv-1', pseudonymKey) }, ['Be kind.', 'Weather?\n[audio]', '', '{"error":"down"}']],
    ['langfuse', langfuse, { key: 'obs-1', model: 'gpt-x', reply: 'Sunny.', promptTokens: 12, completionTokens: 3, latencyMs: 2000, session: pseudonym('s', 'sess-1', pseudonymKey) }, ['Weather?']],
    ['agent-row', agentRow, { key: 'r1', model: 'qwen', reply: 'Sunny.', promptTokens: 5, completionTokens: 2, latencyMs: 77 }, ['Weather?']],
  ])('%s', async (format, raw, interaction, contents) => {
    const [row] = await imported(raw);
    expect(row).toMatchObject({ line: 1, format, interaction });
    if (row === undefined || !('interaction' in row)) throw new Error('no interaction');
    expect(row.interaction.messages.map(({ content }) => content)).toEqual(contents);
    for (const message of row.interaction.messages) for (const call of message.tool_calls ?? []) expect(call).toMatchObject({ id: /^(?:t1|c1)$/.exec(call.id ?? '')?.[0], type: 'function', function: { name: 'weather', arguments: '{"city":"Rome"}' } });
  });
});

test('analysis sees in them what import does not keep: thoughts, modalities, flags of tools', () => {
  expect(analyzed(anthropic).meta).toMatchObject({ agent_format: 'anthropic', agent_modalities: { image: 1, file: 1 }, agent_reasoning_chars: 14, tool_fail_count: 1, tool_results: [{ tool: 'weather', outcome: 'fail', by: 'is_error' }], total_tokens: 129 });
  expect(JSON.stringify(analyzed(anthropic))).not.toContain('QUJDQUJD');
  expect(analyzed(responses)).toMatchObject({ query: 'Weather?\n[file: a.pdf]', response: 'Sunny.', meta: { tool_success_count: 1, agent_pt: '2023-11-14', total_tokens: 57 } });
  expect(analyzed(otel)).toMatchObject({ response: 'No idea.', meta: { tool_fail_count: 1, agent_modalities: { audio: 1 }, total_tokens: 35, agent_total_cost_time_ms: 750 } });
  expect(analyzed(langfuse)).toMatchObject({ response: 'Sunny.', columns: { userId: pseudonym('u', 'alice-77', pseudonymKey), traceId: 'tr-1' } });
});

describe('what a tool returned is kept whatever its shape, to be judged as what it is', () => {
  const results = [
    ['a list of data', [{ flight: 'HAT001' }, { error: 'no seats' }], '[{"flight":"HAT001"},{"error":"no seats"}]'],
    ['an object', { temp: 21 }, '{"temp":21}'],
    ['what looks like a block and says more', { value: 21, unit: 'C' }, '{"value":21,"unit":"C"}'],
    ['an object with a type of its own', { type: 'restaurant', name: 'Roma' }, '{"type":"restaurant","name":"Roma"}'],
    ['blocks', [{ type: 'text', text: 'Found:' }, { type: 'image', source: {} }, { flight: 'HAT001' }], 'Found:\n[image]\n{"flight":"HAT001"}'],
    ['a listing of files', [{ type: 'file', name: 'a.pdf', size: 3 }, { type: 'text', name: 'b' }], '[{"type":"file","name":"a.pdf","size":3},{"type":"text","name":"b"}]'],
    ['a number', 42, '42'],
    ['nothing', [], ''],
  ] as const;
  test.each(results)('%s', async (_, content, text) => {
    const openai = { request_model: 'm', messages: [{ role: 'user', content: 'q' }, { role: 'assistant', tool_calls: [{ id: 'c', function: { name: 'f', arguments: '{}' } }] }, { role: 'tool', tool_call_id: 'c', content }], choices: [{ message: { content: 'a' } }] };
    const blocks = { request: { messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c', content }] }] }, response: { type: 'message', role: 'assistant', content: 'a' } };
    const items = { request: { input: [{ type: 'function_call_output', call_id: 'c', output: content }] }, response: { object: 'response', output: [{ type: 'message', role: 'assistant', content: 'a' }] } };
    const parts = { 'gen_ai.input.messages': [{ role: 'tool', parts: [{ type: 'tool_call_response', id: 'c', response: content }] }], 'gen_ai.output.messages': [{ role: 'assistant', parts: [{ type: 'text', content: 'a' }] }] };
    for (const row of [openai, blocks, items, parts]) expect(analyzed(row).text).toContain(`[Tool result]\n${text}`);
    expect((await imported(openai))[0]).toMatchObject({ interaction: { messages: [{}, {}, { role: 'tool', content: text }] } });
  });

  test('an error among them is seen', () => {
    const row = { request_model: 'm', messages: [{ role: 'user', content: 'q' }, { role: 'tool', content: { error: 'no seats' } }], choices: [] };
    expect(analyzed(row).meta).toMatchObject({ tool_fail_count: 1 });
    const search = [{ type: 'server_tool_use', id: 's', name: 'web_search', input: {} }, { type: 'web_search_tool_result', tool_use_id: 's', content: { type: 'web_search_tool_result_error', error_code: 'max_uses_exceeded' } }, { type: 'text', text: 'No idea.' }];
    expect(analyzed({ request: { messages: [{ role: 'user', content: 'q' }] }, response: { type: 'message', role: 'assistant', content: search } })).toMatchObject({ response: 'No idea.', dialog_history: [['q', expect.stringMatching(/^\[Tool calls: web_search\]\n\n\[Tool result\]\n\{.*\}\n\nNo idea\.$/) as string]], meta: { agent_reply_kind: 'text', tool_fail_count: 1 } });
  });
});

test('content that is an object of no known kind is kept as JSON, also among blocks', () => {
  const row = (content: unknown) => analyzed({ request_model: 'm', messages: [{ role: 'user', content }], choices: [{ message: { content: { answer: 5 } } }] });
  expect(row([{ city: 'Rome' }, 'please'])).toMatchObject({ query: '{"city":"Rome"}\nplease', response: '{"answer":5}' });
});

test('items of one reply of the Responses API are one turn: parallel calls, thoughts, a text with calls', async () => {
  const calls = ['f', 'g'].map((name) => ({ type: 'function_call', call_id: name, name, arguments: '{}' }));
  const reasoning = { type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }] };
  const row = (output: unknown[], input: unknown = 'q') => ({ request: { input }, response: { id: 'r', object: 'response', output } });
  expect(analyzed(row([reasoning, ...calls]))).toMatchObject({ response: '[Tool calls: f, g]', meta: { tool_unknown_count: 0, agent_reasoning_chars: 2, agent_reply_kind: 'tool_calls' } });
  expect(await imported(row([reasoning, ...calls]))).toMatchObject([{ interaction: { messages: [{ role: 'user', content: 'q' }], reply: '[Tool calls: f, g]' } }]);
  const said = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'I look.' }] };
  const outputs = ['f', 'g'].map((call_id) => ({ type: 'function_call_output', call_id, output: 'ok' }));
  const [talk] = await imported(row([reasoning, said], [{ role: 'user', content: 'q' }, reasoning, said, ...calls, ...outputs]));
  if (talk === undefined || !('interaction' in talk)) throw new Error('no interaction');
  expect(talk.interaction.messages.map(({ role, content, tool_calls }) => [role, content, tool_calls?.length])).toEqual([['user', 'q', undefined], ['assistant', 'I look.', 2], ['tool', 'ok', undefined], ['tool', 'ok', undefined]]);
  expect(talk.interaction.reply).toBe('I look.');
  const thought = { role: 'assistant', content: [{ type: 'thinking', thinking: 'hm' }] };
  for (const log of [row([said], [{ role: 'user', content: 'q' }, reasoning, { role: 'user', content: 'r' }]), { request: { messages: [{ role: 'user', content: 'q' }, thought, { role: 'user', content: 'r' }] }, response: { type: 'message', role: 'assistant', content: 'I look.' } }]) {
    expect(await imported(log)).toMatchObject([{ interaction: { messages: [{ content: 'q' }, { content: 'r' }], reply: 'I look.' } }]);
  }
  // A platform's tool answers in between: what comes after is the next step.
  expect(analyzed(row([{ type: 'web_search_call', id: 'w', status: 'completed' }, reasoning, said])).dialog_history).toEqual([['q', '[Tool calls: web_search]\n\n[Tool result]\n\n\nI look.']]);
});

test('what was spoken, shown or attached is named; its data is not kept', async () => {
  const data = 'QUJD'.repeat(100);
  const reply = (message: Record<string, unknown>) => ({ request: { messages: [{ role: 'user', content: [{ type: 'file', file: { filename: 'tax.pdf', file_data: data } }] }] }, response: { choices: [{ message: { role: 'assistant', ...message } }] } });
  const spoken = reply({ content: null, audio: { id: 'a', data, transcript: 'spoken hello' } });
  expect(analyzed(spoken)).toMatchObject({ query: '[file: tax.pdf]', response: '[audio]\nspoken hello', meta: { agent_modalities: { file: 1, audio: 1 } } });
  expect(analyzed(reply({ content: 'see', images: [{ type: 'image_url', image_url: { url: `data:image/png;base64,${data}` } }] }))).toMatchObject({ response: 'see\n[image]' });
  expect(JSON.stringify(analyzed(spoken))).not.toContain('QUJDQUJD');
  expect(await imported(spoken)).toMatchObject([{ interaction: { messages: [{ content: '[file: tax.pdf]' }], reply: '[audio]\nspoken hello' } }]);
});

test('calls and tokens are also read in older shapes and as JSON text; calls that cannot be read are flagged', async () => {
  const reply = (message: unknown) => ({ request: { messages: [{ role: 'user', content: 'q' }, { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{"a":1}' } }, { role: 'function', name: 'f', content: 'ok' }] }, response: { choices: [{ message }] } });
  expect(analyzed(reply({ function_call: { name: 'g', arguments: '{}' } }))).toMatchObject({ response: '[Tool calls: g]', meta: { agent_tool_types: ['f', 'g'], tool_success_count: 1 } });
  expect(await imported(reply({ function_call: { name: 'g', arguments: '{}' } }))).toMatchObject([{ interaction: { messages: [{}, { tool_calls: [{ function: { name: 'f', arguments: '{"a":1}' } }] }, { role: 'tool', content: 'ok' }], reply: '[Tool calls: g]' } }]);
  const calls = JSON.stringify([{ id: 'c', function: { name: 'h', arguments: '{}' } }]);
  expect(analyzed(reply({ content: '', tool_calls: calls })).response).toBe('[Tool calls: h]');
  for (const broken of [calls.replaceAll('"', "'"), 'none', [7], {}]) expect(analyzed(reply({ content: 'a', tool_calls: broken })).meta['agent_row_flags']).toEqual(['broken_tool_calls']);
  expect(analyzed({ ...langfuse, usageDetails: undefined, usage_details: '{"input": 12, "output": 3}' }).meta).toMatchObject({ prompt_tokens: 12, completion_tokens: 3 });
  expect(analyzed({ ...agentRow, response_usage: '{"prompt_tokens": 5, "completion_tokens": 2}' }).meta).toMatchObject({ total_tokens: 7 });
});

describe('the reply is empty, or nobody logged it', () => {
  const asked = [{ role: 'user', content: 'q' }];
  const parts = [{ role: 'user', parts: [{ type: 'text', content: 'q' }] }];
  const tool = [...asked, { role: 'assistant', content: null, tool_calls: [{ id: 'c', function: { name: 'f', arguments: '{}' } }] }, { role: 'tool', tool_call_id: 'c', content: 'ok' }];
  test.each([
    ['text', { request_model: 'm', messages: [...asked, { role: 'assistant', content: 'a' }] }],
    ['text', { request: { messages: asked }, response: 'a' }],
    ['text', { request: { messages: asked }, response: { message: { role: 'assistant', content: 'a' }, done: true } }],
    ['tool_calls', { request_model: 'm', messages: tool.slice(0, 2) }],
    ['tool_calls', { request_model: 'm', messages: asked, choices: [{ message: { ...tool[1], content: 'Let me look.' } }] }],
    ['empty', { request_model: 'm', messages: asked, choices: [{ message: { content: null } }] }],
    ['empty', { request_model: 'm', messages: asked, choices: [] }],
    ['empty', { request: { messages: asked }, response: null }],
    ['empty', { request: { messages: asked }, response: { error: { message: 'overloaded' } } }],
    ['empty', { request: { input: 'q' }, response: { object: 'response', status: 'failed', output: [] } }],
    ['empty', { request: { input: 'q' }, response: { object: 'response', output: [{ type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }] }] } }],
    ['empty', { 'gen_ai.input.messages': parts, 'gen_ai.output.messages': [] }],
    ['empty', { ...langfuse, output: '' }],
    ['empty', { ...langfuse, output: null, level: 'ERROR', statusMessage: 'overloaded' }],
    ['empty', { user_input: 'q', agent_output: null }],
    ['empty', { messages: [...asked, { role: 'assistant', content: '' }] }],
    ['not_logged', { request_model: 'm', messages: tool }],
    ['not_logged', { request_model: 'm', messages: asked, choices: null }],
    ['not_logged', { messages: tool }],
    ['not_logged', { request: { messages: asked } }],
    ['not_logged', { request: { input: 'q' } }],
    ['not_logged', { 'gen_ai.input.messages': parts }],
    ['not_logged', { ...langfuse, output: null }],
    ['not_logged', { task_id: 1, traj: asked }],
  ])('%s: %j', (kind, raw) => expect(analyzed(raw).meta['agent_reply_kind']).toBe(kind));
});

test('roles that no API knows speak for the agent, by their name', async () => {
  const row = { request_model: 'm', messages: [{ role: 'human', content: 'q' }, { role: 'Orchestrator (-> WebSurfer)', content: 'go' }, { role: 'WebSurfer', content: 'there' }], choices: [] };
  expect(analyzed(row)).toMatchObject({ response: 'there', dialog_history: [['q', '[Orchestrator (-> WebSurfer)] go\n\n[WebSurfer] there']], meta: { agent_row_flags: ['other_roles'] } });
  expect((await imported(row))[0]).toMatchObject({ interaction: { reply: 'there', messages: [{ role: 'user' }, { role: 'assistant', name: 'Orchestrator_-_WebSurfer_' }] } });
});

test('feedback of TensorZero and scores of Langfuse are feedback', async () => {
  const rows = await imported(
    { metric_name: 'solved', value: true, inference_id: 'i1', timestamp: '2026-11-02T10:00:00Z' },
    { metric_name: 'comment', value: 'mail a@b.example', episode_id: 'e1' },
    { metric_name: 'demonstration', value: 'Better.', inference_id: 'i1' },
    { name: 'helpful', value: 1, dataType: 'BOOLEAN', observationId: 'o1', comment: 'nice' },
    { name: 'output', stringValue: 'Better.', dataType: 'CORRECTION', traceId: 't1' },
    { name: 'score', value: 0.5, dataType: 'NUMERIC', traceId: 't1' },
  );
  expect(rows).toMatchObject([
    { feedback: { interactionKey: 'i1', outcome: { name: 'solved', value: true }, at: new Date('2026-11-02T10:00:00Z') } },
    { feedback: { interactionKey: 'e1', text: 'mail [EMAIL]' } },
    { feedback: { interactionKey: 'i1', correction: 'Better.' } },
    { feedback: { interactionKey: 'o1', outcome: { name: 'helpful', value: true }, text: 'nice' } },
    { feedback: { interactionKey: 't1', correction: 'Better.' } },
    { feedback: { interactionKey: 't1', outcome: { name: 'score', value: 0.5 } } },
  ]);
});

test('a wrong message in them is named with its place', async () => {
  const rows = await imported({ ...agentRow, messages: [{ role: 'user', content: 'q' }, 7] }, { ...anthropic, request: { ...anthropic.request, messages: null } }, agentRow);
  expect(rows).toMatchObject([{ fault: { line: 1, field: 'messages[1]', found: '7' } }, { fault: { line: 2 } }, { interaction: { key: 'r1' } }]);
});

test("an agent's own rules of redaction hold at import", async () => {
  const file = join(await temporaryFolder('flywheel-in-'), 'log.jsonl');
  await writeFile(file, JSON.stringify({ user_input: 'staff E-1234, a@b.example', agent_output: 'ok', user_feedback: 'E-9999' }));
  const redactor = createRedactor(redactSchema.parse({ keep: ['EMAIL'], extra: [{ category: 'STAFF', pattern: String.raw`E-\d{4}` }] }));
  const rows = await Array.fromAsync(parseInteractionFile(file, { agent: 'support', pseudonymKey, redactor }));
  expect(rows).toMatchObject([{ redacted: { STAFF: 2 }, interaction: { messages: [{ content: 'staff [STAFF], a@b.example' }] }, feedback: { text: '[STAFF]' } }]);
});
