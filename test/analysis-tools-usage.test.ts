import { describe, expect, test } from 'vitest';
import { summariseTools } from '../core/tools/summary.ts';
import { toolOutcome } from '../core/tools/outcome.ts';
import { readTokens } from '../core/usage/tokens.ts';
import { sumUsage } from '../core/usage/sum.ts';

describe('a tool call failed', () => {
  test.each([
    '{"error": "no such order"}', '{"error": {"code": 7}}', '{"success": false}', '{"ok": false, "data": []}', '{"isError": true, "content": []}', '{"is_error": true}',
    '{"status": "failed"}', '{"status": 500}', '{"status_code": "404"}', '{"exit_code": 1}', '{"returncode": 2, "stdout": ""}', '{"timed_out": true}', '"Error: no"', '[{"error": "x"}]',
    "{'error': 'python literal'}", "{'success': False}",
    'Error: user not found', 'ValueError: bad', 'Error executing tool search', '错误：订单不存在', '查询失败',
    'Traceback (most recent call last):\n  File "a.py", line 1\nKeyError: 1', 'some output\nrequests.exceptions.ConnectionError: refused',
    'Process exited with code 1', 'exit status 2', 'HTTP 500', 'HTTP/1.1 503', '500 Internal Server Error', 'status code: 429', 'Request timed out', 'timeout after 30s', 'connect ECONNREFUSED',
    '3 failed, 9 passed', 'bash: foo: command not found', 'cat: x: No such file or directory', '{"output": "Traceback (most recent call last):\\n", "truncated": false}',
  ])('%s', (text) => expect(toolOutcome(text).outcome).toBe('fail'));

  test('by the flag of the log, whatever the text says', () => expect(toolOutcome('all fine', true)).toEqual({ outcome: 'fail', by: 'is_error' }));
});

describe('a tool call succeeded', () => {
  test.each([
    '0 failed, 12 passed', 'Exception handling guide', 'Error handling is described in chapter 4', '{"error": null, "rows": 3}', '{"errors": [], "ok": true}', '{"error": false}', '{"error": "none"}',
    '{"status": "ok"}', '{"status": 200}', '{"reservation": "A1", "status": "cancelled"}', '{"exit_code": 0}', 'exited with code 0', '[]', '{}', '42', 'HTTP 200 OK', 'HTTP/1.1 204', 'We found 500 items', 'no errors', 'The time-out setting is 30 s',
    '2 failed login attempts are allowed', '{"success": true, "content": "Error: as in the manual"}',
  ])('%s', (text) => expect(toolOutcome(text).outcome).toBe('success'));
});

test('nothing is known of an empty result, unless the log says that it was no error', () => {
  expect(toolOutcome('  ').outcome).toBe('unknown');
  expect(toolOutcome('null').outcome).toBe('unknown');
  expect(toolOutcome('', false).outcome).toBe('success');
});

test('hostile results are judged in linear time: half a megabyte of each goes through', () => {
  for (const seed of ['at a(', 'Error', 'A.', '1 ', 'exit ', 'HTTP ', "{'error':", '{', '"', 'status=', '\n    at ', 'AError']) toolOutcome(seed.repeat(Math.ceil(500_000 / seed.length)));
});

describe('the tools of a dialogue', () => {
  const call = (name: string, id?: string, args = '{}') => ({ name, arguments: args, ...(id !== undefined && { id }) });
  const result = (text: string, callId?: string) => ({ role: 'tool' as const, text, ...(callId !== undefined && { callId }) });

  test('results find their calls by id, and by order where there is none; a call without a result is unknown', () => {
    const summary = summariseTools([
      { role: 'assistant', text: '', calls: [call('a', '1'), call('b', '2')] }, result('{"error":"x"}', '2'), result('ok', '1'),
      { role: 'assistant', text: '', calls: [call('a'), call('c')] }, result('fine'),
      { role: 'assistant', text: 'done' },
    ], 2);
    expect(summary).toMatchObject({ success: 2, fail: 1, unknown: 1, ratio: 2 / 3, tools: ['a', 'b', 'c'], primary: 'a', dominant: ['a', 'b'] });
    expect(summary.results).toEqual([{ tool: 'b', outcome: 'fail', by: 'error' }, { tool: 'a', outcome: 'success', by: 'text' }, { tool: 'a', outcome: 'success', by: 'text' }, { tool: 'c', outcome: 'unknown', by: 'no_result' }]);
  });

  test('calls of the final reply wait for their result, which is no fault', () => {
    expect(summariseTools([{ role: 'assistant', text: '', calls: [call('a')] }], 3)).toMatchObject({ unknown: 0, ratio: null, primary: 'a' });
  });

  test('skills are named by the skill tool and by paths', () => {
    expect(summariseTools([{ role: 'assistant', text: '', calls: [call('Skill', '1', '{"skill": "pdf"}'), call('read', '2', '{"path": "/x/skills/web-search/SKILL.md"}')] }], 3).skills).toEqual(['pdf', 'web-search']);
  });
});

describe('tokens', () => {
  test.each([
    [{ prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 }, { prompt: 10, completion: 5, total: 15 }],
    [{ input_tokens: 10, output_tokens: 5 }, { prompt: 10, completion: 5, total: 15 }],
    [{ prompt_tokens: '10', completion_tokens: '5' }, { prompt: 10, completion: 5, total: 15 }],
    [{ input_tokens: 10, cache_read_input_tokens: 90, output_tokens: 5 }, { prompt: 100, completion: 5, total: 105 }],
    [{ promptTokenCount: 3, candidatesTokenCount: 4 }, { prompt: 3, completion: 4, total: 7 }],
    [{ total_tokens: 9 }, { prompt: undefined, completion: undefined, total: 9 }],
    [{ prompt_tokens: -1, completion_tokens: 'many' }, undefined],
    ['15', undefined],
  ])('%j', (report, expected) => expect(readTokens(report)).toEqual(expected));

  const one = { prompt_tokens: 10, completion_tokens: 5 };
  const total = (calls: unknown[], row: unknown[], replyAmongCalls = false) => sumUsage({ calls, row, replyAmongCalls })?.total;

  test('the same call reported in both places counts once, two calls with equal numbers twice', () => {
    expect(total([one], [one], true)).toBe(15);
    expect(total([], [one, one])).toBe(15);
    expect(total([one, one], [])).toBe(30);
    expect(total([one], [one])).toBe(30);
    expect(total([one, one], [one], true)).toBe(30);
  });

  test('a report of the row that covers its messages is their sum', () => expect(total([one, one], [{ prompt_tokens: 20, completion_tokens: 10 }], true)).toBe(30));
  test('nobody reported: nothing, not zero', () => expect(total([], [])).toBeUndefined());
});
