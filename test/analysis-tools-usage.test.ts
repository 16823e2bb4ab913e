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
    // Wrapped, or a list of which nothing came through.
    '{"result": {"error": "x"}}', '{"data": {"status": "error"}}', '{"response": {"data": {"error": {"code": 7}}}}', '{"status_code": 200, "body": "{\\"error\\": \\"x\\"}"}',
    '{"error": "", "response": "{\\"status\\": \\"401\\", \\"msg\\": \\"who are you\\"}"}', '{"content": [{"type": "text", "text": "Error: no"}]}',
    '[{"error": "x"}, {"error": "y"}]', '{"results": [{"id": 1, "error": "x"}, {"id": 2, "error": "y"}]}', 'data: {"error": "boom, it failed"}',
    '{"code": 500, "message": "x"}', '{"code": "404", "msg": "nobody there"}', '{"message": "Failed to fetch the page"}', '{"errcode": 40001, "errmsg": "invalid credential"}', '{"status": "失败"}',
    "{'status': 400, 'title': 'Bad Request'}", '{"error": "Message error...", "response": "[{\\"cut\\": off by the log',
    // A text that begins as the report of a failure.
    '[ERROR] bad', '[Tool Error] bad', '【错误】库存不足', '<error>bad</error>', '<tool_use_error>no such file</tool_use_error>', '<result>\n<error code="5">bad</error></result>', '**Error**: bad', '❌ Error: bad',
    'MCP error -32602: unknown tool', 'Error 404: gone', 'An error occurred while booking', 'Tool execution failed', 'Function "search" failed: no', 'Request failed with status code 500', 'Failed to open the page', 'Unable to connect',
    'Access denied', 'Permission denied for table orders', 'Forbidden', 'Unauthorized: no token', 'Rate limit exceeded', '<html><head><title>Forbidden</title></head></html>',
    '错误码：10001', '系统异常，请稍后再试', '工具调用失败：参数错误', '抱歉，查询超时', '权限不足，无法查看', '参数错误',
    'HTTP 404: not here', 'got HTTP 503 from upstream', 'Status: 500 Internal Server Error',
  ])('%s', (text) => expect(toolOutcome(text).outcome).toBe('fail'));

  test('by the flag of the log, whatever the text says', () => expect(toolOutcome('all fine', true)).toEqual({ outcome: 'fail', by: 'is_error' }));
});

describe('a tool call succeeded', () => {
  test.each([
    '0 failed, 12 passed', 'Exception handling guide', 'Error handling is described in chapter 4', '{"error": null, "rows": 3}', '{"errors": [], "ok": true}', '{"error": false}', '{"error": "none"}',
    '{"status": "ok"}', '{"status": 200}', '{"reservation": "A1", "status": "cancelled"}', '{"exit_code": 0}', 'exited with code 0', '[]', '{}', '42', 'HTTP 200 OK', 'HTTP/1.1 204', 'We found 500 items', 'no errors', 'The time-out setting is 30 s',
    '2 failed login attempts are allowed', '{"success": true, "content": "Error: as in the manual"}',
    '{"error": {"code": 0}}', '{"error": {"code": 0, "message": "success"}}', '{"errors": [null, {}]}', '{"error_code": "00000", "data": 1}', '{"error": 0.03, "mean": 5}', "{'error': None, 'rows': 3}", '{"error": "", "response": "cut off by the',
    '[{"error": "x"}, {"rows": 3}]', '{"results": [{"error": "x"}, {"price": 9}]}', '[{"order": "A1", "order_id": 7, "status": "failed"}, {"order_id": 8, "status": "failed"}]', '{"data": {"id": "job7", "status": "failed"}}',
    '{"code": 404, "name": "area code"}', '{"status": {"toString": 1}, "exit_code": {"valueOf": 1}}', '{"exit_code": null}', '{"code": 0, "message": "Error codes are listed below"}', '{"from": "a", "message": "the page showed HTTP 500 yesterday"}', '{"body": "My last order failed."}', '{"success": true, "data": {"error": "shown as in the manual"}}',
    '错误：无', '错误: 0 个', '失败：0，成功：12', 'Error: none', 'Errors: 0', '<error>none</error>', '<error></error>', '[Errors in logs] a guide', '[Failed payments] 3 rows', 'error-free run', 'throw error',
    '错误处理指南', '异常检测报告', '失败案例分析', '查询失败的订单有 3 笔', '登录失败次数：3', '超时设置为 30 秒', '没有权限的用户列表',
    'Request failed payments: none', 'Access denied events are listed in the log', 'Forbidden City tickets', 'catchError: ensure handling', 'Terror: a history', 'Failed state theory',
    'status: 500 shares', 'HTTP 404 explained: guide', 'status 404 pages are cached', '<title>Forbidden City</title>',
  ])('%s', (text) => expect(toolOutcome(text).outcome).toBe('success'));
});

test('nothing is known of an empty result, unless the log says that it was no error', () => {
  expect(toolOutcome('  ').outcome).toBe('unknown');
  expect(toolOutcome('null').outcome).toBe('unknown');
  expect(toolOutcome('', false).outcome).toBe('success');
});

test('hostile results are judged in linear time: half a megabyte of each goes through', () => {
  for (const seed of ['at a(', 'Error', 'A.', '1 ', 'exit ', 'HTTP ', "{'error':", '{', '"', 'status=', '\n    at ', 'AError', '[{"error":1},', '[', '<error ', '<a> ', 'tool a ', 'HTTP 500 ', 'data:', '系统', '❌', '{"data":', '"error": ']) toolOutcome(seed.repeat(Math.ceil(500_000 / seed.length)));
  for (const [open, close] of [['[', ']'], ['{"error":', '}'], ['{"data":', '}'], ['{"result":[', ']}']] as const) expect(toolOutcome(`${open.repeat(100_000)}0${close.repeat(100_000)}`).outcome).not.toBe('unknown');
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
  test('a report of the row that is more than its messages is the reply\'s, which came after them, unless it stands beside the reply\'s own or says their very sum', () => {
    const [first, second, reply] = [{ prompt_tokens: 100, completion_tokens: 10 }, { prompt_tokens: 120, completion_tokens: 10 }, { prompt_tokens: 300, completion_tokens: 40 }];
    expect(total([first, second], [reply])).toBe(580);
    expect(total([first, second], [reply, { prompt_tokens: 520, completion_tokens: 60 }])).toBe(580);
    expect(total([first, second], [{ prompt_tokens: 520, completion_tokens: 60 }, reply])).toBe(580);
    expect(total([first, second], [reply, { total_tokens: 341 }])).toBe(581);
    expect(total([first, second], [{ prompt_tokens: 220, completion_tokens: 20 }])).toBe(240);
    expect(total([first, second, reply], [{ prompt_tokens: 520, completion_tokens: 60 }], true)).toBe(580);
  });
  test('nobody reported: nothing, not zero', () => expect(total([], [])).toBeUndefined());
});
