import { describe, expect, test } from 'vitest';
import { expectationFault, grade, type GraderName } from '../core/evaluation/grade.ts';

const scores = (name: GraderName, rows: readonly (readonly [reply: string, expected: unknown, score: number])[]) =>
  test.each(rows)(`${name}: %j for %j scores %d`, (reply, expected, score) => {
    expect(grade(name, reply, typeof expected === 'string' ? expected : JSON.stringify(expected))).toBeCloseTo(score, 9);
  });

describe('patterns', () => {
  scores('regex', [
    ['Order A-1234 shipped', 'A-\\d{4}', 1], ['Order A-12 shipped', 'A-\\d{4}', 0], ['order a-1234', '/A-\\d{4}/i', 1],
    ['one\ntwo', '/^two$/m', 1], ['one\ntwo', '^two$', 0], ['退款成功', '退款.{0,2}成功', 1],
  ]);

  test('take linear time, whatever the reply', () => {
    // Two seconds of backtracking at 30 letters, centuries at 60.
    expect(grade('regex', 'a'.repeat(50_000), '^(a+)+$')).toBe(1);
    expect(grade('regex', `${'a'.repeat(50_000)}!`, '^(a+)+$')).toBe(0);
    expect(grade('json_schema', JSON.stringify(`${'a'.repeat(50_000)}!`), '{"type":"string","pattern":"^(a+)+$"}')).toBe(0);
  });

  test('that cannot be linear, or match everything, are faults of the case', () => {
    expect(expectationFault('regex', '(a)\\1')).toContain('RE2');
    expect(expectationFault('regex', '(?=a)b')).toContain('look-around');
    expect(expectationFault('regex', '(')).toBeDefined();
    expect(expectationFault('regex', '')).toContain('everything');
    expect(expectationFault('regex', '/a/q')).toContain('flag');
  });
});

describe('JSON Schema', () => {
  const schema = { type: 'object', required: ['city'], additionalProperties: false, properties: { city: { type: 'string', minLength: 1 }, nights: { type: 'integer', minimum: 1 } } };
  scores('json_schema', [
    ['{"city":"Paris","nights":2}', schema, 1], ['{"city":"Paris"}', schema, 1], ['{"nights":2}', schema, 0], ['{"city":"Paris","nights":0}', schema, 0],
    ['{"a":"x","b":"x"}', { type: 'object', properties: { a: { type: 'string', pattern: '^x$' }, b: { type: 'string', pattern: '^y$' } } }, 0],
    ['{"city":"Paris","extra":1}', schema, 0], ['Paris', schema, 0], ['```json\n{"city":"Paris"}\n```', schema, 0], ['[1,2]', { type: 'array', items: { type: 'number' } }, 1],
  ]);

  test('that says nothing that can be checked is a fault', () => {
    expect(expectationFault('json_schema', '{"type":"strng"}')).toBeDefined();
    expect(expectationFault('json_schema', '{"tpye":"string"}')).toBeDefined();
    expect(expectationFault('json_schema', '{"type":"string","format":"made-up"}')).toBeDefined();
    expect(expectationFault('json_schema', '[]')).toContain('object');
  });
});

describe('numbers', () => {
  scores('numeric', [
    ['The answer is 42.', '42', 1], ['41', '42', 0], ['It is 1,234.50 dollars', '1234.5', 1], ['first 3, then 7', '7', 1], ['first 3, then 7', { value: 3, find: 'first' }, 1],
    ['first 3, then 7', { value: 7, find: 'only' }, 0], ['about 99', { value: 100, relative: 0.02 }, 1], ['about 97', { value: 100, relative: 0.02 }, 0], ['100.4', { value: 100, absolute: 0.5 }, 1],
    ['−3', '-3', 1], ['a range of 2-3', '3', 1], ['１２', '12', 1], ['1.5e3', '1500', 1], ['no number', '0', 0], ['', '0', 0], ['0.30000000000000004', '0.3', 1], ['版本12', '12', 1],
  ]);

  test('are asked for by a number', () => {
    expect(expectationFault('numeric', 'many')).toBeDefined();
    expect(expectationFault('numeric', '')).toContain('no number');
    expect(expectationFault('numeric', '{"value":1,"tolerance":2}')).toBeDefined();
  });
});

describe('similarity', () => {
  scores('token_f1', [
    ['the cat sat', 'the cat sat', 1], ['The CAT, sat!', 'the cat sat', 1], ['the cat', 'the cat sat down', 2 / 3], ['a dog', 'the cat', 0], ['', '', 1], ['', 'cat', 0],
    ['the the the', 'the cat', 0.4], ['the cat', { text: 'the cat sat down', at_least: 0.6 }, 1], ['the cat', { text: 'the cat sat down', at_least: 0.7 }, 0],
  ]);
  scores('gram_similarity', [['colour', 'colour', 1], ['colour', 'color', 2 / 5], ['', '', 1], ['ab', 'ab', 1], ['abc', 'xyz', 0]]);

  test('splits words that are written without blanks', () => {
    const score = grade('token_f1', '我想退款', '我要退款');
    expect(score).toBeGreaterThan(0.3);
    expect(score).toBeLessThan(1);
  });
});

describe('composite', () => {
  const parts = [{ grader: 'contains', expected: 'refund' }, { grader: 'regex', expected: '\\d+ days' }, { grader: 'contains', expected: 'guarantee', not: true }];
  scores('composite', [
    ['Your refund takes 3 days.', { parts }, 1], ['Your refund takes time.', { parts }, 0], ['I guarantee a refund in 3 days.', { parts }, 0],
    ['Your refund takes time.', { combine: 'any', parts }, 1], ['Your refund takes time.', { combine: 'mean', parts }, 2 / 3],
    ['Your refund takes time.', { combine: 'mean', parts: [{ ...parts[0], weight: 3 }, parts[1]] }, 3 / 4],
    ['{"a": [1, 2]}', { parts: [{ grader: 'json_schema', expected: { type: 'object' } }, { grader: 'json_equal', expected: { a: [1, 2] } }] }, 1],
  ]);

  test('names the part that is wrong', () => {
    expect(expectationFault('composite', JSON.stringify({ parts: [parts[0], { grader: 'regex', expected: '(' }] }))).toContain('parts.1');
    expect(expectationFault('composite', JSON.stringify({ parts: [{ grader: 'rubrik', expected: 'x' }] }))).toContain('there is no grader rubrik');
    expect(expectationFault('composite', '{"parts": []}')).toBeDefined();
  });
});
