import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createAnalyzer } from '../core/analysis/analyzer.ts';
import { analyzeSchema } from '../core/analysis/config.ts';

const file = '../shared/data/taubench-gpt4o-airline/historical_trajectories/gpt-4o-airline.json';
type Message = { role: string; content: string | null; tool_call_id?: string; tool_calls?: { id: string; function: { name: string; arguments: string } }[] | null };
type Talk = { before: Message[]; reply: Message };

const items = ({ role, content, tool_call_id, tool_calls }: Message): object[] =>
  role === 'tool'
    ? [{ type: 'function_call_output', call_id: tool_call_id, output: content }]
    : [
      ...(content ? [{ type: 'message', role, content: [{ type: role === 'assistant' ? 'output_text' : 'input_text', text: content }] }] : []),
      ...(tool_calls ?? []).map(({ id, function: called }) => ({ type: 'function_call', call_id: id, ...called })),
    ];
const blocks = ({ role, content, tool_call_id, tool_calls }: Message): object =>
  role === 'tool'
    ? { role: 'user', content: [{ type: 'tool_result', tool_use_id: tool_call_id, content }] }
    : { role, content: [...(content ? [{ type: 'text', text: content }] : []), ...(tool_calls ?? []).map(({ id, function: called }) => ({ type: 'tool_use', id, name: called.name, input: JSON.parse(called.arguments) as unknown }))] };
const parts = ({ role, content, tool_call_id, tool_calls }: Message): object => ({
  role,
  parts: role === 'tool'
    ? [{ type: 'tool_call_response', id: tool_call_id, response: content }]
    : [...(content ? [{ type: 'text', content }] : []), ...(tool_calls ?? []).map(({ id, function: called }) => ({ type: 'tool_call', id, ...called }))],
});

/** The same talk as each provider logs it. */
const formats: Record<string, (talk: Talk) => object> = {
  messages: ({ before, reply }) => ({ messages: [...before, reply] }),
  'agent-row': ({ before, reply }) => ({ request_model: 'm', messages: before, response_choices: [{ message: reply }] }),
  'openai-chat': ({ before, reply }) => ({ request: { model: 'm', messages: before }, response: { choices: [{ message: reply }] } }),
  'openai-responses': ({ before, reply }) => ({ request: { input: before.flatMap(items) }, response: { object: 'response', output: items(reply) } }),
  anthropic: ({ before, reply }) => ({ request: { messages: before.filter(({ role }) => role !== 'system').map(blocks) }, response: { type: 'message', ...blocks(reply) } }),
  otel: ({ before, reply }) => ({ 'gen_ai.input.messages': JSON.stringify(before.map(parts)), 'gen_ai.output.messages': JSON.stringify([parts(reply)]) }),
  langfuse: ({ before, reply }) => ({ traceId: 't', input: { messages: before }, output: reply }),
};

test.skipIf(!existsSync(file))('a real talk says the same whoever logged it: dialogue, reply, tools and how they ended', () => {
  const analyze = createAnalyzer(analyzeSchema.parse({ operators_off: ['text_stats'] }));
  const said = (raw: object) => {
    const result = analyze(1, raw);
    if ('reject' in result) throw new Error(result.reject.reason);
    const { dialog_history, query, response, meta } = result.row;
    return [meta['agent_format'], { dialog_history, query, response, kind: meta['agent_reply_kind'], turns: meta['agent_turn_count'], tools: meta['agent_tool_types'], results: meta['tool_results'] }];
  };
  const trajectories = (JSON.parse(readFileSync(file, 'utf8')) as { traj: Message[] }[]).slice(0, 60).map(({ traj }) => traj);
  const kinds = new Set<unknown>();
  for (const traj of trajectories) {
    for (const share of [0.5, 1]) {
      const end = traj.findLastIndex(({ role }, index) => role === 'assistant' && index < traj.length * share);
      const talk = { before: traj.slice(0, end), reply: traj[end]! };
      const [, expected] = said(formats['messages']!(talk));
      for (const [format, log] of Object.entries(formats)) expect(said(log(talk))).toEqual([format, expected]);
      kinds.add((expected as { kind: unknown }).kind);
    }
  }
  expect(kinds).toEqual(new Set(['text', 'tool_calls']));
}, 60_000);
