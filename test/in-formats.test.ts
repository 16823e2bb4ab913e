import { readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseInteractionFile } from '../adapters/files/parse-interaction-file.ts';
import type { FileRow } from '../adapters/files/parse-interaction-file.ts';
import { describeFault } from '../core/errors/input-error.ts';
import { redactSchema } from '../core/privacy/config.ts';
import { pseudonym } from '../core/privacy/pseudonym.ts';
import { createRedactor, defaultRedactor, type Redactor } from '../core/privacy/redact-text.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const options = { agent: 'support', pseudonymKey: 'installation key' };

async function parsed(rows: readonly unknown[], as: 'logs' | 'samples' = 'logs', redactor: Redactor = defaultRedactor): Promise<FileRow[]> {
  const file = join(await temporaryFolder('flywheel-in-'), 'log.jsonl');
  await writeFile(file, rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n'));
  return Array.fromAsync(parseInteractionFile(file, { ...options, as, redactor }));
}
const fault = (row: FileRow | undefined): string => (row !== undefined && 'fault' in row ? describeFault({ ...row.fault, source: 'f' }) : 'no fault');

const chat = {
  request: { model: 'gpt-x', messages: [{ role: 'system', content: 'Be kind.' }, { role: 'user', content: [{ type: 'text', text: 'Look:' }, { type: 'image_url', image_url: { url: 'x' } }] }], user: 'alice' },
  response: {
    id: 'chatcmpl-1',
    model: 'gpt-x-0613',
    created: 1700000000,
    usage: { prompt_tokens: 12, completion_tokens: '3' },
    choices: [{
      message: { role: 'assistant', content: 'A cat.' },
      logprobs: { content: [
        { logprob: Math.log(0.9), top_logprobs: [{ logprob: Math.log(0.9) }, { logprob: Math.log(0.05) }] },
        { logprob: Math.log(0.5), top_logprobs: [{ logprob: Math.log(0.3) }, { logprob: Math.log(0.5) }] },
        { logprob: 0, top_logprobs: [] },
      ] },
    }],
  },
  session: 7001,
  latency_ms: 812.5,
};

describe('a pair of the OpenAI chat API', () => {
  test('becomes an interaction with everything that the log knows', async () => {
    const [row] = await parsed([chat]);
    expect(row).toMatchObject({ line: 1, format: 'openai-chat', interaction: { key: 'chatcmpl-1', at: new Date(1700000000000), model: 'gpt-x-0613', reply: 'A cat.', promptTokens: 12, completionTokens: 3, latencyMs: 812.5 } });
    if (row === undefined || !('interaction' in row)) throw new Error('no interaction');
    expect(row.interaction.margin).toBeCloseTo(0.2, 12);
    expect(row.interaction.messages).toEqual([{ role: 'system', content: 'Be kind.' }, { role: 'user', content: 'Look:\n[image]' }]);
    expect(row.interaction.user).toBe(pseudonym('u', 'alice', options.pseudonymKey));
    expect(row.interaction.session).toBe(pseudonym('s', '7001', options.pseudonymKey));
    expect(row.interaction).not.toHaveProperty('toolErrors');
  });

  test('also as the NVIDIA record, whose client is no conversation; tool arguments become a JSON string', async () => {
    const [row] = await parsed([{
      workload_id: 'w', client_id: 'prod', timestamp: 1700000001.5,
      request: { model: 'm', messages: [{ role: 'user', content: 'q' }, { role: 'assistant', content: null, tool_calls: [{ id: 'c1', function: { name: 'find', arguments: { a: 1 } } }] }, { role: 'tool', tool_call_id: 'c1', content: '{"error":"down"}' }] },
      response: { choices: [{ message: { role: 'assistant', content: null, tool_calls: [{ function: { name: 'retry', arguments: '{}' } }] } }] },
    }]);
    expect(row).toMatchObject({ interaction: { at: new Date(1700000001500), reply: '[Tool calls: retry]', toolErrors: 1, messages: [{}, { tool_calls: [{ id: 'c1', type: 'function', function: { name: 'find', arguments: '{"a":1}' } }] }, { tool_call_id: 'c1' }] } });
    expect(row).not.toHaveProperty('interaction.session');
  });

  test('a failed call is an interaction without a reply; feedback in the row comes along', async () => {
    const rows = await parsed([
      { id: 'a', request: chat.request, response: null, feedback: { thumbs: 'down', correction: 'mail a@b.example', at: '2026-01-02' } },
      { id: 'b', request: chat.request, response: { error: { message: 'overloaded' } }, rating: 2, user_feedback: 'slow' },
    ]);
    expect(rows).toMatchObject([
      { interaction: { key: 'a', reply: '' }, feedback: { interactionKey: 'a', thumbs: 'down', correction: 'mail [EMAIL]', at: new Date('2026-01-02T00:00:00Z') } },
      { interaction: { key: 'b', reply: '' }, feedback: { interactionKey: 'b', rating: 2, text: 'slow' } },
    ]);
  });
});

describe('plain rows, feedback rows, samples', () => {
  test('seven rated interactions come with their seven ratings, in order', async () => {
    const ratings = [5, 4, 1, 5, 2, 1, 1];
    const rows = await parsed(ratings.map((rating, index) => ({ user_input: `question ${index}`, agent_output: `answer ${index}`, rating, unknown: 'secret' })));
    expect(rows.map((row) => 'feedback' in row && row.feedback?.rating)).toEqual(ratings);
    expect(rows.every((row) => 'interaction' in row && row.feedback?.interactionKey === row.interaction.key)).toBe(true);
    expect(JSON.stringify(rows)).not.toContain('secret');
  });

  test('a row without rating and text carries no feedback', async () => {
    const [row] = await parsed([{ user_input: 'q', agent_output: null, rating: null, user_feedback: '', session_id: 's1', timestamp: 1700000000123 }]);
    expect(row).toMatchObject({ interaction: { reply: '', at: new Date(1700000000123), session: pseudonym('s', 's1', options.pseudonymKey) } });
    expect(row).not.toHaveProperty('feedback');
  });

  test('a feedback row points at its interaction by the same key', async () => {
    const id = 'x'.repeat(300);
    const rows = await parsed([{ user_input: 'q', agent_output: 'a', id }, { interaction_id: id, thumbs: 'up' }, { interaction_id: 9, outcome: { name: 'solved', value: true }, user: 'alice' }]);
    const keys = rows.map((row) => ('interaction' in row ? row.interaction.key : 'feedback' in row && row.feedback?.interactionKey));
    expect(keys[0]).toMatch(/^id:[0-9a-f]{64}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(rows[2]).toMatchObject({ format: 'feedback', feedback: { interactionKey: '9', outcome: { name: 'solved', value: true }, user: pseudonym('u', 'alice', options.pseudonymKey) } });
  });

  test('files in samples go by their names, and calls of the older API are calls', async () => {
    const question = [{ type: 'text', text: 'Look:' }, { type: 'file', file: { filename: 'tax.pdf', file_data: 'QUJD' } }, { type: 'tool_result', tool_use_id: 'x' }];
    const sample = { messages: [{ role: 'user', content: question }, { role: 'assistant', content: null, function_call: { name: 'f', arguments: { a: 1 } } }, { role: 'function', name: 'f', content: 'ok' }, { role: 'assistant', content: null, function_call: { name: 'g', arguments: '{}' } }] };
    expect(await parsed([sample], 'samples')).toMatchObject([{ sample: { messages: [{ content: 'Look:\n[file: tax.pdf]\n[tool_result]' }, { content: '', tool_calls: [{ type: 'function', function: { name: 'f', arguments: '{"a":1}' } }] }, { role: 'tool' }], reply: '[Tool calls: g]' } }]);
  });

  test('samples are read where they are announced, redacted too', async () => {
    const sample = { messages: [{ role: 'user', content: 'mail a@b.example' }, { role: 'assistant', content: 'Done.' }], intent: 'mail' };
    expect(await parsed([sample], 'samples')).toMatchObject([{ format: 'sample', sample: { messages: [{ role: 'user', content: 'mail [EMAIL]' }], reply: 'Done.', intent: 'mail' } }]);
    expect(fault((await parsed([sample]))[0])).toMatch(/^f:1: found fields messages, intent, expected .*samples$/);
    expect(fault((await parsed([{ messages: [{ role: 'assistant', content: 'a' }, { role: 'user', content: 'b' }] }], 'samples'))[0])).toContain('messages[1].role: found "user"');
  });
});

describe('bad lines', () => {
  const good = { user_input: 'q', agent_output: 'a' };
  test.each([
    ['{"user_input": "q", ', 'f:2: found broken JSON, expected one whole JSON object'],
    ['7', 'f:2: found 7, expected an object'],
    ['"text"', 'f:2: found "text", expected an object'],
    ['null', 'f:2: found null, expected an object'],
    [`{"user_input":${'['.repeat(300)}${']'.repeat(300)},"agent_output":"a"}`, 'f:2: found more than 200 levels of nesting, expected a log row'],
    [{ a: 1, 'x@y.example': 2 }, 'f:2: found fields a, [EMAIL], expected plain {user_input, agent_output}, as the rows before'],
    [{ ...good, rating: 6 }, 'f:2: rating: found 6, expected a whole number from 1 to 5'],
    [{ ...good, rating: 4.5 }, 'f:2: rating: found 4.5, expected a whole number from 1 to 5'],
    [{ ...good, rating: '5' }, 'f:2: rating: found "5", expected a whole number from 1 to 5'],
    [{ agent_output: 'a' }, 'f:2: user_input: found nothing, expected a text or a list of content blocks'],
    [{ user_input: 'q' }, 'f:2: agent_output: found nothing, expected a text (or null when the agent gave nothing)'],
    [{ ...good, agent_output: { my: 'object' } }, 'f:2: agent_output: found an object, expected a text (or null when the agent gave nothing)'],
    [{ request: { messages: [] }, response: {} }, 'f:2: found no message before the reply, expected at least one message'],
    [{ request: { messages: [{ role: 'user', content: 'a' }, 'b'] } }, 'f:2: request.messages[1]: found "b", expected a message {role, content}'],
    [{ request: { messages: [{ role: 'user', content: 5 }] } }, 'f:2: request.messages[0].content: found 5, expected a text, a list of content blocks or null'],
    [{ ...chat, feedback: { thumbs: 'sideways' } }, 'f:2: feedback.thumbs: found "sideways", expected "up" or "down"'],
    [{ response: { choices: [] } }, 'f:2: request: found nothing, expected an object {model, messages}'],
    [{ interaction_id: 'a' }, 'f:2: expected at least one of rating, thumbs, text, correction, outcome'],
    [{ interaction_id: 'a', thumbs: 'sideways' }, 'f:2: thumbs: found "sideways", expected "up" or "down"'],
    [{ interaction_id: ' ', thumbs: 'up' }, 'f:2: interaction_id: found "", expected the id of an interaction'],
  ])('%j is named with line and reason, and the others go on', async (bad, expected) => {
    const rows = await parsed([good, bad, good]);
    expect(fault(rows[1])).toBe(expected);
    expect(rows.map((row) => row.line)).toEqual([1, 2, 3]);
    expect(rows.map((row) => 'fault' in row)).toEqual([false, true, false]);
  });

  test('a value is quoted short and redacted, by the rules of the agent too', async () => {
    const [row] = await parsed([{ ...good, rating: `a@b.example ${'long '.repeat(100)}` }]);
    expect(fault(row)).toContain('found "[EMAIL] long long');
    expect(fault(row).length).toBeLessThan(160);
    const redactor = createRedactor(redactSchema.parse({ extra: [{ category: 'STAFF', pattern: String.raw`E-\d{4}` }] }));
    const rows = await parsed([
      { id: 'i', user_id: 'dave.jones7', messages: [{ role: 'user', content: 'x' }, 'I am dave.jones7, E-1234'], request_model: 'm' }, 'I am E-1234', '"I am E-1234"', { 'E-1234': 1 }, { interaction_id: 'i', thumbs: 'E-1234' },
    ], 'logs', redactor);
    expect(rows.map(fault)).toEqual([
      'f:1: messages[1]: found "I am [USER], [STAFF]", expected a message {role, content}',
      'f:2: found broken JSON, expected one whole JSON object',
      'f:3: found "I am [STAFF]", expected an object',
      expect.stringMatching(/^f:4: found fields \[STAFF\], expected /),
      'f:5: thumbs: found "[STAFF]", expected "up" or "down"',
    ]);
  });
});

describe('what analysis reads, import keeps', () => {
  test.each([
    ['a role that no API knows', { ...chat, request: { ...chat.request, messages: [...chat.request.messages, { role: 'Orchestrator (-> WebSurfer)', content: 'go' }] } }, { messages: [{}, {}, { role: 'assistant', name: 'Orchestrator_-_WebSurfer_', content: 'go' }] }],
    ['another word for a role', { ...chat, request: { messages: [{ role: 'human', content: 'q' }] } }, { messages: [{ role: 'user', content: 'q' }] }],
    ['numbers that are none', { ...chat, latency_ms: 'fast', response: { ...chat.response, usage: { prompt_tokens: 'n/a', completion_tokens: 3 } } }, { reply: 'A cat.', completionTokens: 3 }],
    ['a day that does not exist', { user_input: 'q', agent_output: 'a', at: '2026-02-30' }, { reply: 'a' }],
    ['empty feedback', { user_input: 'q', agent_output: 'a', rating: '', thumbs: '', user_feedback: null }, { reply: 'a' }],
    ['a file by its name', { ...chat, request: { messages: [{ role: 'user', content: [{ type: 'file', file: { filename: 'tax.pdf', file_data: 'x' } }] }] } }, { messages: [{ content: '[file: tax.pdf]' }] }],
  ])('%s', async (_, row, expected) => {
    const [read] = await parsed([row]);
    expect(fault(read)).toBe('no fault');
    expect(read).toMatchObject({ interaction: expected });
  });
});

test('names, roles, models and ids of the log are redacted too', async () => {
  const row = {
    id: '110105194912310021', request_model: 'ft:gpt-4o:carol@example.com', response_choices: [{ message: { role: 'assistant', content: 'Found mia_li_3668.' } }],
    messages: [{ role: 'user', name: 'alice@example.com', content: 'q' }, { role: 'bob@corp.example', content: 'r' }, { role: 'assistant', content: '', tool_calls: [{ id: 'c', function: { name: 'find', arguments: '{"user_id":"mia_li_3668"}' } }] }, { role: 'tool', tool_call_id: 'c', content: '{"ok":true}' }],
  };
  const [read] = await parsed([row, row]);
  expect(read).toMatchObject({
    interaction: {
      key: expect.stringMatching(/^id:[0-9a-f]{64}$/) as string, model: 'ft:gpt-4o:[EMAIL]', reply: 'Found [USER_ID].',
      messages: [{ role: 'user', name: 'EMAIL', content: 'q' }, { role: 'assistant', name: 'EMAIL', content: 'r' }, { tool_calls: [{ function: { arguments: '{"user_id":"[USER_ID]"}' } }] }, {}],
    },
  });
});

test('the naughty strings go through every text field, and come out as text that a database takes', async (context) => {
  const file = '../shared/data/blns/blns.json';
  context.skip(!existsSync(file), `${file} is not there`);
  const naughty = [...(JSON.parse(await readFile(file, 'utf8')) as string[]), 'a\0b', '\uD800 lone', '\u2028'];
  const rows = await parsed(naughty.flatMap((text, index) => [
    { request: { model: text, user: text, messages: [{ role: 'user', name: text, content: text }, { role: 'assistant', tool_calls: [{ id: text, function: { name: text, arguments: text } }] }, { role: 'tool', tool_call_id: text, content: [{ type: 'text', text }] }] }, response: { choices: [{ message: { role: 'assistant', content: text } }] }, session: text, id: `c${index}` },
    { user_input: text, agent_output: text, user_feedback: text, user: text, session: text, model: text },
    { interaction_id: `c${index}`, text: `${text}.`, correction: text, outcome: { name: text, value: text }, user: text },
  ]));
  expect(rows.filter((row) => 'fault' in row)).toEqual([]);
  expect(JSON.stringify(rows)).not.toMatch(/\\u0000|\\ud[89a-f]/i);
});
