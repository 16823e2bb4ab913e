import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pseudonym } from '../core/privacy/pseudonym.ts';
import { redactFeedback, redactInteraction } from '../core/privacy/redact-row.ts';
import { redactValue } from '../core/privacy/redact-value.ts';

const key = 'installation key';

describe('pseudonyms', () => {
  test('are 16 hex digits of HMAC-SHA256, stable, and another under another key', () => {
    const expected = createHmac('sha256', key).update('alice').digest('hex').slice(0, 16);
    expect(pseudonym('u', 'alice', key)).toBe(`u_${expected}`);
    expect(pseudonym('s', 'alice', key)).toBe(`s_${expected}`);
    expect(pseudonym('u', 'alice', 'another')).not.toBe(`u_${expected}`);
  });

  test('stay as they are', () => {
    fc.assert(fc.property(fc.string(), (id) => {
      const once = pseudonym('u', id, key);
      expect(pseudonym('u', once, key)).toBe(once);
    }), { seed: 7 });
  });

  test('need a key', () => expect(() => pseudonym('u', 'alice', '')).toThrow(/pseudonym key/));
});

describe('a row', () => {
  const row = {
    user: 'alice-77',
    session: 'call/9.9',
    messages: [
      { role: 'user' as const, content: 'alice-77 here, session call/9.9, not alice-778; mail a@b.example' },
      { role: 'assistant' as const, content: '', tool_calls: [{ type: 'function' as const, function: { name: 'look', arguments: '{"phone": 13812345678, "password": 1234, "n": 5}' } }] },
      { role: 'tool' as const, content: '{"nested": [{"to": "c@d.example"}], "ok": true}' },
    ],
    reply: 'I wrote to a@b.example for alice-77',
  };

  test('is redacted in every string, its own ids in the text included, and keeps what is none', () => {
    const { interaction, counts } = redactInteraction(row, key);
    expect(interaction.user).toBe(pseudonym('u', 'alice-77', key));
    expect(interaction.session).toBe(pseudonym('s', 'call/9.9', key));
    expect(interaction.messages[0]?.content).toBe('[USER] here, session [SESSION], not alice-778; mail [EMAIL]');
    expect(interaction.messages[1]?.tool_calls?.[0]?.function.arguments).toBe('{"phone":"[PHONE]","password":"[SECRET]","n":5}');
    expect(interaction.messages[2]?.content).toBe('{"nested":[{"to":"[EMAIL]"}],"ok":true}');
    expect(interaction.reply).toBe('I wrote to [EMAIL] for [USER]');
    expect(counts).toEqual({ EMAIL: 3, PHONE: 1, SECRET: 1 });
  });

  test('a second time changes nothing', () => {
    const once = redactInteraction(row, key).interaction;
    expect(redactInteraction(once, key)).toEqual({ interaction: once, counts: {} });
  });

  test('ids of fewer than four characters are not sought in texts', () => {
    const { interaction } = redactInteraction({ user: 'bob', messages: [], reply: 'bob' }, key);
    expect(interaction.reply).toBe('bob');
  });

  test('an id that reads like the other placeholder does no harm', () => {
    const { interaction } = redactInteraction({ user: 'alice', session: 'USER', messages: [], reply: 'alice and USER' }, key);
    expect(interaction.reply).toBe('[USER] and [SESSION]');
  });

  test('feedback loses the ids of its interaction too', () => {
    const { feedback } = redactFeedback({ text: 'alice-77 says: call 13812345678', correction: 'a@b.example', outcome: { name: 'x', value: 'c@d.example' } }, key, { user: 'alice-77' });
    expect(feedback).toEqual({ text: '[USER] says: call [PHONE]', correction: '[EMAIL]', outcome: { name: 'x', value: '[EMAIL]' } });
  });

  test('JSON deeper than anything real is still covered', () => {
    const deep = `${'['.repeat(5000)}"a@b.example"${']'.repeat(5000)}`;
    expect(redactValue(deep, {})).not.toContain('a@b.example');
  });
});
