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
    ['openai-responses', responses, { key: 'resp_1', model: 'gpt-x-1', reply: 'Sunny.', promptTokens: 50, completionTokens: 7, at: new Date(1700000000000) }, ['Be kind.', 'Weather?\n[file: a.pdf]', '', '', '{"ok":true}']],
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
