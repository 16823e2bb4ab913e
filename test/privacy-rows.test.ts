import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pseudonym } from '../core/privacy/pseudonym.ts';
import { loggedRow } from '../core/interaction/logged.ts';
import { feedbackRow } from '../core/interaction/formats/feedback-row.ts';
import { createStorableReader } from '../core/interaction/storable-row.ts';
import { createRowRedactor } from '../core/privacy/redact-row.ts';
import { defaultRedactor } from '../core/privacy/redact-text.ts';
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
      { role: 'user', content: 'alice-77 here, session call/9.9, not alice-778; mail a@b.example' },
      { role: 'assistant', content: '', tool_calls: [{ type: 'function', function: { name: 'look', arguments: '{"phone": 13812345678, "password": 1234, "n": 5, "customer_id": "mia_li_3668"}' } }] },
      { role: 'tool', content: '{"nested": [{"to": "c@d.example"}], "ok": true}' },
    ],
    reply: 'I wrote to a@b.example for alice-77, who is mia_li_3668',
  };
  const read = createStorableReader({ redactor: defaultRedactor, pseudonymKey: key });
  const stored = (raw: object) => {
    const result = read(loggedRow, raw as Record<string, unknown>);
    if ('fault' in result || result.kind !== 'interaction') throw new Error('no interaction');
    return result;
  };

  test('is redacted in every string, its own ids in the text included, and keeps what is none', () => {
    const { interaction, redacted } = stored(row);
    expect(interaction.user).toBe(pseudonym('u', 'alice-77', key));
    expect(interaction.session).toBe(pseudonym('s', 'call/9.9', key));
    expect(interaction.messages[0]?.content).toBe('[USER] here, session [SESSION], not alice-778; mail [EMAIL]');
    expect(interaction.messages[1]?.tool_calls?.[0]?.function.arguments).toBe('{"phone":"[PHONE]","password":"[SECRET]","n":5,"customer_id":"[USER_ID]"}');
    expect(interaction.messages[2]?.content).toBe('{"nested":[{"to":"[EMAIL]"}],"ok":true}');
    // An id that one field labels is the same id where a text mentions it bare.
    expect(interaction.reply).toBe('I wrote to [EMAIL] for [USER], who is [USER_ID]');
    // Texts in which the row's own ids stood count as well.
    expect(redacted).toEqual({ EMAIL: 3, PHONE: 1, SECRET: 1, USER_ID: 4 });
  });

  test('a second time changes nothing', () => {
    const { interaction } = stored(row);
    expect(stored(interaction)).toEqual({ kind: 'interaction', interaction, redacted: {} });
    const redact = createRowRedactor(defaultRedactor, key);
    const { columns } = redact(row);
    expect(redact(columns)).toEqual({ columns, redactions: [] });
  });

  test('ids of fewer than four characters are not sought in texts', () => {
    expect(stored({ ...row, user: 'bob', reply: 'bob' }).interaction.reply).toBe('bob');
  });

  test('ids that are words are taken out of their columns, and out of no sentence', () => {
    const { interaction } = stored({ ...row, user: 'test', session: 'chat', reply: 'I test the chat' });
    expect(interaction).toMatchObject({ user: pseudonym('u', 'test', key), session: pseudonym('s', 'chat', key), reply: 'I test the chat' });
  });

  test.each(['bob.jones', 'Bob.Jones', 'BOB.JONES'])('an id is found in small letters and capitals: %s', (user) => {
    expect(stored({ ...row, user, reply: 'bob.jones, Bob.Jones, BOB.JONES; bob.jonestown' }).interaction.reply).toBe('[USER], [USER], [USER]; bob.jonestown');
  });

  test('in the record of a service, the client is the service: no conversation', () => {
    const redact = createRowRedactor(defaultRedactor, undefined);
    const said = { client_id: 'support-bot', note: 'support-bot is up' };
    expect(redact({ ...said, workload_id: 'w' }).columns).toEqual({ ...said, workload_id: 'w' });
    expect(redact(said).columns).toEqual({ client_id: '[SESSION]', note: '[SESSION] is up' });
  });

  test('an id that reads like the other placeholder does no harm', () => {
    expect(stored({ ...row, user: 'alice-1', session: 'USER-1', reply: 'alice-1 and USER-1' }).interaction.reply).toBe('[USER] and [SESSION]');
  });

  test('an id that a program labels in a text is the same id where another text has it bare', () => {
    const told = (text: string) => stored({ messages: [{ role: 'user', content: text }], reply: 'Found bobby_tables_9.' }).interaction.reply;
    expect(told("look({'user_id': 'bobby_tables_9'})")).toBe('Found [USER_ID].');
    expect(told('look(user_id="bobby_tables_9")')).toBe('Found [USER_ID].');
    // People say it of anything.
    expect(told('Is my user id bobby_tables_9 or a password?')).toBe('Found bobby_tables_9.');
  });

  test.each([
    ['an attribute of a list', { attributes: [{ key: 'user.id', value: { stringValue: 'cust-77' } }, { key: 'gen_ai.conversation.id', value: 'conv-9931' }, { key: 'm', value: { stringValue: 'cust-77 in conv-9931' } }] }],
    ['an object with an id', { user: { id: 'cust-77' }, request: { conversation: { id: 'conv-9931' }, input: 'cust-77 in conv-9931' } }],
  ])('declares its ids as %s too', (_, raw) => {
    const written = JSON.stringify(createRowRedactor(defaultRedactor, key)(raw).columns);
    for (const expected of [pseudonym('u', 'cust-77', key), pseudonym('s', 'conv-9931', key), '[USER] in [SESSION]']) expect(written).toContain(expected);
    expect(written).not.toMatch(/cust-77|conv-9931/);
  });

  test('log probabilities lose the tokens that they are of, which would be the reply again', () => {
    const { columns } = createRowRedactor(defaultRedactor, key)({ choices: [{ logprobs: { content: [{ token: 'alice@', bytes: [97], logprob: -0.5, top_logprobs: [{ token: 'bob', logprob: -0.5 }] }], top_logprobs: [{ alice: -1 }], tokens: ['alice'] } }] });
    expect(columns).toEqual({ choices: [{ logprobs: { content: [{ logprob: -0.5, top_logprobs: [{ logprob: -0.5 }] }], top_logprobs: [{}] } }] });
  });

  test('feedback loses the ids of whoever gave it too', () => {
    const row = read(feedbackRow, { interaction_id: 'i', user: 'alice-77', text: 'alice-77 says: call 13812345678', correction: 'a@b.example', outcome: { name: 'x', value: 'c@d.example' } });
    expect(row).toMatchObject({ interactionId: 'i', feedback: { user: pseudonym('u', 'alice-77', key), text: '[USER] says: call [PHONE]', correction: '[EMAIL]', outcome: { name: 'x', value: '[EMAIL]' } } });
  });

  test('JSON deeper than anything real is still covered', () => {
    const deep = `${'['.repeat(5000)}"a@b.example"${']'.repeat(5000)}`;
    expect(redactValue(deep, {})).not.toContain('a@b.example');
  });
});
