import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withTrainingFile } from '../activities/training-file.ts';
import { checkLine, type LineFault } from '../core/training/check-line.ts';
import { copiesOfWeights } from '../core/training/copies-of-weight.ts';
import { describeFaults, openFileCheck } from '../core/training/file-check.ts';
import { trainingLine } from '../core/training/line.ts';
import { remainingMs, tokenShortfall } from '../core/training/progress.ts';
import { shutdownFinding } from '../core/training/shutdown.ts';

const limits = { weights: 'copies', contextTokens: 1_000 } as const;
const user = { role: 'user', content: 'where is my order?' };
const reply = { role: 'assistant', content: 'On its way.' };
const called = (given: unknown, id = 'call_1') => ({ role: 'assistant', content: null, tool_calls: [{ id, type: 'function', function: { name: 'find_order', arguments: given } }] });
const answered = (id = 'call_1') => ({ role: 'tool', tool_call_id: id, content: '' });
const faultsOf = (row: unknown, more: Partial<Parameters<typeof checkLine>[1]> = {}): LineFault[] => checkLine(typeof row === 'string' ? row : JSON.stringify(row), { ...limits, ...more }).faults;

describe('a line of a training file', () => {
  test.for<[string, unknown, LineFault[]]>([
    ['a question and a reply', { messages: [user, reply] }, []],
    ['tools that are called and answer', { messages: [user, called('{"id":7}'), answered(), reply] }, []],
    ['a call of a tool as the reply', { messages: [user, called('{}')] }, []],
    ['parts of text and image', { messages: [{ role: 'user', content: [{ type: 'text', text: 'what is this?' }] }, reply] }, []],
    ['an assistant weight of 0', { messages: [user, { ...reply, weight: 0 }, user, { ...reply, weight: 1 }] }, []],
    ['half a line', '{"messages": [', ['not_json']],
    ['a list', '[]', ['not_json']],
    ['no messages', { messages: [] }, ['no_messages']],
    ['a role of another world', { messages: [user, { role: 'robot', content: 'x' }, reply] }, ['unknown_role']],
    ['a number as content', { messages: [{ role: 'user', content: 7 }, reply] }, ['content_not_text']],
    ['nothing said and nothing called', { messages: [user, { role: 'assistant' }] }, ['content_not_text', 'empty_reply']],
    ['a question at the end', { messages: [user] }, ['last_not_assistant']],
    ['white space as the reply', { messages: [user, { role: 'assistant', content: ' \n' }] }, ['empty_reply']],
    ['nobody who asks', { messages: [{ role: 'system', content: 's' }, reply] }, ['no_user_message']],
    ['arguments as an object', { messages: [user, called({ id: 7 }), answered(), reply] }, ['tool_arguments']],
    ['arguments that are no JSON object', { messages: [user, called('{"id":'), answered(), reply] }, ['tool_arguments']],
    ['a name that no function has', { messages: [user, { role: 'assistant', content: 'x', tool_calls: [{ id: 'a', function: { name: 'find order', arguments: '{}' } }] }] }, ['tool_name']],
    ['an answer that nobody asked for', { messages: [user, answered('call_9'), reply] }, ['tool_call_unknown']],
    ['a call that stays open', { messages: [user, called('{}'), reply] }, ['tool_call_unanswered']],
    ['a weight of one half on a message', { messages: [user, { ...reply, weight: 0.5 }] }, ['message_weight']],
    ['a row weight where none is known', { messages: [user, reply], weight: 2 }, ['row_weight']],
    ['a row beyond the context', { messages: [user, { role: 'assistant', content: 'word '.repeat(1_000) }] }, ['too_long']],
  ])('%s', ([, row, faults]) => {
    expect(faultsOf(row)).toEqual(faults);
  });

  test('a row weight is fine where the trainer knows it, if it is a positive number', () => {
    expect(faultsOf({ messages: [user, reply], weight: 2.5 }, { weights: 'rows' })).toEqual([]);
    expect([0, -1, '2', null].map((weight) => faultsOf({ messages: [user, reply], weight }, { weights: 'rows' }))).toEqual(Array.from({ length: 4 }, () => ['row_weight']));
  });

  test('whatever stands on it, the check ends without an exception and repeats no text', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, text) => {
        for (const line of [JSON.stringify(value), text, JSON.stringify({ messages: [value, user, reply] }), JSON.stringify({ messages: [user, called(value), value] })]) {
          const { faults, tokens } = checkLine(line, limits);
          expect(faults.every((code) => /^[a-z_]+$/.test(code))).toBe(true);
          expect(tokens).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  test('what the flywheel writes passes', () => {
    const line = trainingLine([{ role: 'system', content: 'of the log' }, { role: 'user', content: 'a' }], 'b', 'Be kind.', 3);
    expect(JSON.parse(line)).toEqual({ messages: [{ role: 'system', content: 'Be kind.' }, { role: 'user', content: 'a' }, { role: 'assistant', content: 'b' }], weight: 3 });
    expect(faultsOf(line, { weights: 'rows' })).toEqual([]);
    expect(JSON.parse(trainingLine([{ role: 'user', content: 'a' }], 'b', ''))).not.toHaveProperty('weight');
  });
});

test('a file is told by its faults, how often and on which lines, and by its size', () => {
  const check = openFileCheck(limits);
  const [good, bad] = [JSON.stringify({ messages: [user, reply] }), JSON.stringify({ messages: [user] })];
  for (const line of [good, bad, 'x', bad, ...Array.from({ length: 6 }, () => bad)]) check.add(line, Buffer.byteLength(line));
  const { faults, rows, bytes, tokens } = check.findings();
  expect([rows, bytes]).toEqual([10, Buffer.byteLength(good) + 8 * Buffer.byteLength(bad) + 1]);
  expect(tokens).toBeGreaterThan(9 * 4);
  expect(describeFaults(faults)).toBe('last_not_assistant on 8 lines (2, 4, 5, 6, 7, ...); not_json on 1 line (3)');
});

describe('weights as copies', () => {
  const shown = (rows: readonly (readonly [copies: number, weight: number])[], most = 100): number[] => {
    const next = copiesOfWeights(most);
    return rows.map(([copies, weight]) => next(copies, weight));
  };

  test('rows of a fractional weight together have the copies that they ask for', () => {
    expect(shown([[1, 1.5], [1, 1.5], [1, 1.5], [1, 1.5]])).toEqual([1, 2, 1, 2]);
    expect(shown([[2, 2.5], [1, 3], [1, 1]])).toEqual([5, 3, 1]);
  });

  test('no verified row is dropped, none is shown more often than allowed, and what a bound cuts off is not given to others', () => {
    expect(shown([[1, 0.1], [3, 0.5]])).toEqual([1, 3]);
    expect(shown([[1, 40], [1, 1], [1, 1.2]], 5)).toEqual([5, 1, 2]);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.double({ min: 1, max: 4, noNaN: true })), { minLength: 1, maxLength: 60 }), (rows) => {
        const total = shown(rows).reduce((sum, copies) => sum + copies, 0);
        const wanted = rows.reduce((sum, [copies, weight]) => sum + copies * weight, 0);
        expect(Math.abs(total - wanted)).toBeLessThanOrEqual(1 + rows.filter(([, weight]) => weight <= 1).length * 4);
      }),
    );
  });
});

describe('the file of a dataset', () => {
  const written = async (weights: 'rows' | 'copies'): Promise<[string, number | undefined][]> => {
    async function* samples() {
      yield { messages: [{ role: 'user' as const, content: 'a' }], reply: 'A', copies: 2, weight: 1 };
      yield { messages: [{ role: 'user' as const, content: 'b' }], reply: 'B', copies: 1, weight: 2.5 };
    }
    const layout = { name: `t-${weights}`, systemPrompt: '', file: { weights, contextTokens: 100 }, mostCopies: 5 };
    const dir = await mkdtemp(join(tmpdir(), 'flywheel-files-'));
    try {
      return await withTrainingFile(dir, samples(), layout, async ({ path, rows, faults }) => {
        const lines = (await readFile(path, 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as { messages: { content: string }[]; weight?: number });
        expect([rows, faults]).toEqual([lines.length, []]);
        return lines.map(({ messages, weight }) => [messages.at(-1)?.content ?? '', weight] as [string, number | undefined]);
      });
    } finally {
      expect(await readdir(dir)).toEqual([]);
      await rm(dir, { recursive: true });
    }
  };

  test('passes weights on to a trainer that knows them', async () => {
    expect(await written('rows')).toEqual([['A', undefined], ['A', undefined], ['B', 2.5]]);
  });

  test('shows a weighted row more often to one that does not, and nothing of it stays on the disk', async () => {
    expect(await written('copies')).toEqual([['A', undefined], ['A', undefined], ['B', undefined], ['B', undefined]]);
  });
});

test('a base model: nothing to say, a warning from 90 days on, a refusal from 30, the end', () => {
  const at = new Date('2026-11-22T12:00:00Z');
  const inDays = (days: number, allow = false) => shutdownFinding(new Date(at.getTime() + days * 86_400_000), at, allow);
  expect(shutdownFinding(undefined, at, false)).toBeUndefined();
  expect([91, 90, 31, 30, 0, -0.5].map((days) => inDays(days))).toEqual([
    undefined, { code: 'base_model_expiring', days: 90, final: false }, { code: 'base_model_expiring', days: 31, final: false },
    { code: 'base_model_expiring', days: 30, final: true }, { code: 'base_model_expiring', days: 0, final: true }, { code: 'base_model_gone', days: -1, final: true },
  ]);
  expect([inDays(30, true)?.final, inDays(-1, true)?.final]).toEqual([false, true]);
});

test('the rest of a training follows from its pace; fewer tokens than the file holds are noticed', () => {
  expect(remainingMs({ startedMs: 0, nowMs: 30_000, step: 3, totalSteps: 12 })).toBe(90_000);
  expect(remainingMs({ startedMs: 0, nowMs: 30_000, step: 0, totalSteps: 12 })).toBeUndefined();
  const job = { fileTokens: 1_000, epochs: 3, ratio: undefined };
  expect(tokenShortfall({ ...job, trainedTokens: 1_600 })).toBeUndefined();
  expect(tokenShortfall({ ...job, trainedTokens: 1_400 })).toEqual({ expected: 3_000, trained: 1_400 });
  // This trainer counts twice what we estimate: 3,900 of 6,000 are missing examples, not another tokenizer.
  expect(tokenShortfall({ ...job, ratio: 2, trainedTokens: 3_900 })).toEqual({ expected: 6_000, trained: 3_900 });
  expect(tokenShortfall({ ...job, trainedTokens: undefined })).toBeUndefined();
});
