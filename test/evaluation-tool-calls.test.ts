import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectationFault, grade } from '../core/evaluation/grade.ts';
import type { ToolCall } from '../core/interaction/message.ts';
import { shuffled, stream } from '../core/random/seeded-draw.ts';
import { uniformInt } from 'pure-rand/distribution/uniformInt';

type Arguments = Record<string, unknown>;
type Call = { name: string; args: Arguments };

const calls = (...made: readonly Call[]): { text: string; toolCalls: ToolCall[] } => ({
  text: '', toolCalls: made.map(({ name, args }) => ({ type: 'function', function: { name, arguments: JSON.stringify(args) } })),
});
const scored = (expected: unknown, ...made: readonly Call[]): number => grade('tool_calls', calls(...made), JSON.stringify(expected));

describe('tool calls', () => {
  const book = { book: { city: ['Paris', 'Paris, FR'], nights: [2], breakfast: [true, ''] } };
  const made = (args: Arguments, name = 'book'): Call => ({ name, args });

  test.each([
    [1, 'as the key says', { city: 'Paris', nights: 2, breakfast: true }],
    [1, 'without what may be left out, in other case', { city: 'paris', nights: 2 }],
    [0, 'with a wrong value', { city: 'Lyon', nights: 2 }],
    [0, 'with another type', { city: 'Paris', nights: '2' }],
    [0, 'without an argument that it needs', { city: 'Paris' }],
    [0, 'with an argument that does not exist', { city: 'Paris', nights: 2, pets: 1 }],
    [0, 'with nothing where true is asked for', { city: 'Paris', nights: 2, breakfast: null }],
  ] as const)('score %d %s', (score, _, args) => {
    expect(scored([book], made(args))).toBe(score);
  });

  test('count by name and number', () => {
    const right = made({ city: 'Paris', nights: 2 });
    expect(scored([book], made(right.args, 'Book'))).toBe(0);
    expect(scored([book], right, right)).toBe(0);
    expect(scored([book])).toBe(0);
    expect(scored([book, book], right, right)).toBe(1);
    expect(scored({ calls: [book], extra: 'allow' }, made({}, 'look'), right)).toBe(1);
    expect(scored({ calls: [book], extra: 'allow', forbidden: ['pay'] }, right, made({}, 'pay'))).toBe(0);
  });

  test('come in any order, unless the order is asked for', () => {
    const [search, pay] = [{ search: { q: ['a'] } }, { pay: { sum: [3] } }];
    const [searched, paid] = [made({ q: 'a' }, 'search'), made({ sum: 3 }, 'pay')];
    expect(scored([search, pay], paid, searched)).toBe(1);
    expect(scored({ calls: [search, pay], order: 'strict' }, paid, searched)).toBe(0);
    expect(scored({ calls: [search, pay], order: 'strict' }, searched, paid)).toBe(1);
  });

  test('are given to the keys that fit them, not to the first that would', () => {
    const [wide, narrow] = [{ f: { x: [1, 2] } }, { f: { x: [1] } }];
    expect(scored([wide, narrow], made({ x: 1 }, 'f'), made({ x: 2 }, 'f'))).toBe(1);
    expect(scored([wide, narrow], made({ x: 2 }, 'f'), made({ x: 2 }, 'f'))).toBe(0);
  });

  test('must not be there where no tool answers', () => {
    expect(scored([])).toBe(1);
    expect(scored([], made({ city: 'Paris' }))).toBe(0);
  });

  test('with arguments that are no JSON object are wrong, never an error', () => {
    for (const broken of ['{', 'null', '[1]', '"x"', '__proto__']) {
      expect(grade('tool_calls', { text: '', toolCalls: [{ type: 'function', function: { name: 'book', arguments: broken } }] }, JSON.stringify([book]))).toBe(0);
    }
    expect(grade('tool_calls', { text: '', toolCalls: [{ type: 'function', function: { name: 'ping', arguments: '' } }] }, '[{"ping":{}}]')).toBe(1);
    expect(scored([book], { name: 'book', args: JSON.parse('{"__proto__": 1, "city": "Paris", "nights": 2}') as Arguments })).toBe(0);
  });

  test('of a broken key are a fault of the case', () => {
    expect(expectationFault('tool_calls', '{"calls": 3}')).toContain('calls');
    expect(expectationFault('tool_calls', '[{"a": {}, "b": {}}]')).toContain('one function name');
    expect(expectationFault('tool_calls', '[]')).toBeUndefined();
    expect(() => grade('tool_calls', 'x', 'not JSON')).toThrow(RangeError);
  });
});

const folder = join(import.meta.dirname, '../../shared/data/bfcl-v4');
const there = existsSync(folder);
if (!there) process.stderr.write(`Skipped: no Berkeley Function-Calling Leaderboard at ${folder}\n`);

type Key = Record<string, Record<string, unknown[]>>;
const rows = <T>(name: string): T[] => readFileSync(join(folder, name), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as T);

/** Calls of a key; optional arguments are left out by a coin, nested keys are resolved in the same way. */
function callOf(key: Key, pick: (values: readonly unknown[]) => unknown): Call {
  const [name, allowed] = Object.entries(key)[0] as [string, Record<string, unknown[]>];
  return { name, args: resolved(allowed, pick) };
}

function resolved(allowed: Record<string, unknown[]>, pick: (values: readonly unknown[]) => unknown): Arguments {
  return Object.fromEntries(Object.entries(allowed).flatMap(([name, values]) => {
    const value = pick(values);
    return value === '' && values.includes('') ? [] : [[name, plainValue(value, pick)]];
  }));
}

const plainValue = (value: unknown, pick: (values: readonly unknown[]) => unknown): unknown => {
  if (Array.isArray(value)) return value.map((item) => plainValue(item, pick));
  return typeof value === 'object' && value !== null ? resolved(value as Record<string, unknown[]>, pick) : value;
};

describe.skipIf(!there)('the Berkeley Function-Calling Leaderboard', () => {
  const keys = there ? rows<{ id: string; ground_truth: Key[] }>('possible_answer/BFCL_v4_simple_python.json') : [];
  const random = stream(4, 'bfcl');
  const pick = (values: readonly unknown[]): unknown => values[uniformInt(random, 0, values.length - 1)];

  test('its answer keys score 100 %, whichever allowed values are taken', () => {
    expect(keys).toHaveLength(400);
    for (let round = 0; round < 5; round += 1) {
      const wrong = keys.filter(({ ground_truth: truth }) => scored(truth, ...truth.map((key) => callOf(key, pick))) !== 1);
      expect(wrong.map(({ id }) => id)).toEqual([]);
    }
  });

  const corruptions: Record<string, (call: Call, key: Record<string, unknown[]>) => readonly Call[] | undefined> = {
    'wrong value': ({ name, args }, key) => {
      const [argument] = shuffled(Object.keys(args), uniformInt(random, 0, 1e6), 'argument');
      return argument === undefined ? undefined : [{ name, args: { ...args, [argument]: wrongFor(args[argument], key[argument] ?? []) } }];
    },
    'missing argument': ({ name, args }, key) => {
      const needed = Object.keys(args).filter((argument) => !key[argument]?.includes(''));
      const gone = needed[uniformInt(random, 0, Math.max(0, needed.length - 1))];
      return gone === undefined ? undefined : [{ name, args: Object.fromEntries(Object.entries(args).filter(([argument]) => argument !== gone)) }];
    },
    'extra call': (call) => [call, { name: call.name, args: call.args }],
    'wrong name': ({ name, args }) => [{ name: `${name}_v2`, args }],
  };

  /** A value of the same type that is none of the allowed ones. */
  function wrongFor(value: unknown, allowed: readonly unknown[]): unknown {
    if (typeof value === 'boolean') return allowed.includes(!value) ? 'neither' : !value;
    if (typeof value === 'number') {
      let other = value + 1 + uniformInt(random, 0, 9);
      while (allowed.includes(other)) other += 1;
      return other;
    }
    if (Array.isArray(value)) return [...(value as unknown[]), 'one too many'];
    return typeof value === 'string' ? `${value} and more` : { made: 'up' };
  }

  test('a hundred seeded corruptions of them score 0 %: wrong value, missing argument, extra call, wrong name', () => {
    const kinds = Object.keys(corruptions);
    const passed: string[] = [];
    let made = 0;
    for (const { id, ground_truth: truth } of shuffled(keys, 4, 'corruptions')) {
      if (made === 100) break;
      const kind = kinds[made % kinds.length]!;
      const [key] = truth as [Key];
      const corrupted = corruptions[kind]!(callOf(key, pick), Object.values(key)[0] ?? {});
      if (!corrupted) continue;
      made += 1;
      if (scored(truth, ...corrupted) !== 0) passed.push(`${id}: ${kind} ${JSON.stringify(corrupted)}`);
    }
    expect([made, passed]).toEqual([100, []]);
  });

  test('its irrelevant questions pass without a call and fail with one', () => {
    const questions = rows<{ function: { name: string }[] }>('BFCL_v4_irrelevance.json');
    expect(questions).toHaveLength(240);
    expect(questions.filter(() => scored([]) === 1)).toHaveLength(240);
    expect(questions.filter(({ function: [offered] }) => scored([], { name: offered!.name, args: {} }) === 0)).toHaveLength(240);
  });
});
