import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { interactionKeyOfId, interactionKeysOfId } from '../core/interaction/key.ts';
import { redactSchema } from '../core/privacy/config.ts';
import { createRedactor } from '../core/privacy/redact-text.ts';
import { parseInstant } from '../core/interaction/instant.ts';
import { createRowReader } from '../core/interaction/read-row.ts';

const options = { agent: 'support', pseudonymKey: 'installation key' };

function keys(rows: readonly object[], agent = 'support'): string[] {
  const read = createRowReader({ ...options, agent });
  return rows.map(read).map((row) => ('interaction' in row ? row.interaction.key : 'none'));
}

describe('rows without an id', () => {
  const row = { user_input: 'q', agent_output: 'a', at: '2026-01-02T03:04:05Z' };

  test('have the same keys when the same file comes again, and honest repetitions stay apart', () => {
    const file = [row, { ...row, user_input: 'r' }, row, row];
    expect(keys(file)).toEqual(keys(file));
    expect(new Set(keys(file)).size).toBe(4);
    expect(keys([row])[0]).toBe(keys(file)[0]);
  });

  test('keep their keys when a later export adds ratings', () => {
    expect(keys([{ ...row, rating: 1, user_feedback: 'bad' }])).toEqual(keys([row]));
  });

  test.each([{ user_input: 'r' }, { agent_output: 'b' }, { at: '2026-01-02T03:04:06Z' }, { user: 'alice' }, { session: 's' }, { model: 'm' }])('differ by %j', (change) => {
    expect(keys([{ ...row, ...change }])[0]).not.toBe(keys([row])[0]);
  });

  test('differ by agent', () => expect(keys([row], 'other')[0]).not.toBe(keys([row])[0]));

  test('never clash and never depend on other rows', () => {
    const rows = fc.array(fc.record({ user_input: fc.constantFrom('a', 'b', 'c'), agent_output: fc.constantFrom('x', 'y') }), { maxLength: 30 });
    fc.assert(fc.property(rows, fc.integer({ min: 0, max: 30 }), (file, cut) => {
      expect(new Set(keys(file)).size).toBe(file.length);
      expect(keys(file.slice(0, cut))).toEqual(keys(file).slice(0, cut));
      expect(keys(file.toReversed()).toSorted()).toEqual(keys(file).toSorted());
    }), { seed: 7 });
  });
});

describe('ids', () => {
  test('are the key as they are, unless they are long, unprintable or hold personal data', () => {
    expect(interactionKeyOfId('req_Az-09 ünï 13812345678')).toBe('req_Az-09 ünï 13812345678');
    for (const id of ['x'.repeat(201), 'a\nb', 'a\u200Bb', 'a@b.example-1', '110105194912310021', 'call/11010519491231002x', '4111111111111111']) expect(interactionKeyOfId(id)).toMatch(/^id:[0-9a-f]{64}$/);
    // Programs count with long numbers too: without a check digit that is right they are no cards.
    for (const id of ['4111111111111112', '738822957597734527', '20250122652418405652', 'd9d90161-a414-4972-8660-5fd0624e93d1']) expect(interactionKeyOfId(id)).toBe(id);
  });

  test("are hidden by the agent's own rules too, and found under both keys", () => {
    const redactor = createRedactor(redactSchema.parse({ keep: ['EMAIL'], extra: [{ category: 'STAFF', pattern: String.raw`E-\d{4}` }] }));
    for (const id of ['by-E-1234', 'a@b.example']) {
      expect(interactionKeyOfId(id, redactor)).toMatch(/^id:/);
      expect(interactionKeysOfId(id)).toEqual([id, interactionKeyOfId(id, redactor)]);
    }
    expect(interactionKeyOfId(interactionKeyOfId('a@b.example'))).toBe(interactionKeyOfId('a@b.example'));
  });

  test('make repeated feedback the same row, and changed feedback another one', () => {
    const key = (row: object): unknown => {
      const read = createRowReader(options)(row);
      return 'feedback' in read && read.feedback?.key;
    };
    const feedback = { interaction_id: 'a', rating: 2, at: '2026-01-02' };
    expect(key(feedback)).toBe(key({ ...feedback, unknown: 1 }));
    expect(key(feedback)).not.toBe(key({ ...feedback, rating: 3 }));
    expect(key(feedback)).not.toBe(key({ ...feedback, interaction_id: 'b' }));
    expect(key({ interaction_id: 'a', text: 'x' })).not.toBe(key({ interaction_id: 'a', correction: 'x' }));
  });
});

describe('times', () => {
  test.each([
    [1700000000, '2023-11-14T22:13:20.000Z'],
    [1700000000123, '2023-11-14T22:13:20.123Z'],
    ['1700000000', '2023-11-14T22:13:20.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['2024-02-29 01:02', '2024-02-29T01:02:00.000Z'],
    ['2024-02-29T01:02:03.1234567Z', '2024-02-29T01:02:03.123Z'],
    ['2024-02-29T01:02:03+0530', '2024-02-28T19:32:03.000Z'],
  ])('%s is %s', (value, expected) => expect(parseInstant(value)?.toISOString()).toBe(expected));

  test.each([0, -1, Number.NaN, 1e14, '2023-02-29', '2024-13-01', '2024-01-01T25:00:00Z', 'yesterday', '', true, {}])('%s is none', (value) =>
    expect(parseInstant(value)).toBeUndefined());
});
