import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { piiRedaction } from '../core/annotation/pii-redact.ts';
import { readPiiFindings } from '../core/annotation/pii-finding.ts';
import { piiSuspects, suspectRules } from '../core/annotation/pii-suspects.ts';
import { redactText } from '../core/privacy/redact-text.ts';

test.each([
  ['My name is Greta Sandmeier', 'name'], ['my last name? it is under ruud, called ruud', 'name'], ['Regards, Kim', 'name'], ['我叫王小明，帮我查一下', 'name'], ['联系人：李雷', 'name'], ['张女士的订单', 'name'],
  ['Send it to 14 Old Mill Road', 'address'], ['Karpacka Apt. 837', 'address'], ['Hulsterweg 12', 'address'], ['杭州市西湖区文三路88号', 'address'], ['家住 人民广场', 'address'],
  ['born 3 May 1990', 'birth_date'], ['她 34 years old', 'age'], ['Membership number: AB-1234567', 'account'], ['微信号：wang_1990', 'handle'],
  ['use 123 456 789 012', 'digit_run'], ['card [SUSPECT_NUMBER]', 'suspect_number'], ['[PHONE] 1234', 'beside_placeholder'],
])('suspected: %s', (text, rule) => expect(suspectRules(text)).toContain(rule));

test.each(['How do I reset my password?', 'the order arrived on 2026-01-12 at 12:30', 'it costs 1,234,567.89 or $1200', '怎么退款？多久到账', 'version 1.2.3 fails with exit code 137', 'I am very unhappy with this'])(
  'not suspected: %s',
  (text) => expect(suspectRules(text)).toEqual([]),
);

test('suspects name field and rule, never the value; the operator\'s own words are no suspects', () => {
  const found = piiSuspects([{ role: 'system', content: 'You are Greta Sandmeier.' }, { role: 'user', content: 'I am Otto Lilienfeld' }], 'Dear Otto Lilienfeld');
  expect(found).toEqual([{ field: 'messages[1].content', rule: 'name' }, { field: 'reply', rule: 'name' }]);
});

test('hostile texts come to an end', () => {
  for (const text of ['a '.repeat(50_000), 'Aa '.repeat(50_000), '1 '.repeat(50_000), 'Aaaa'.repeat(50_000), '省'.repeat(50_000), '12 Aa '.repeat(20_000), 'van de '.repeat(20_000)]) {
    expect(suspectRules(text).length).toBeLessThan(5);
  }
});

test('a report counts only where the evidence stands to the letter; a placeholder is none', () => {
  const textOf = (field: string) => (field === 'reply' ? 'Dear Ann Lee, [EMAIL] works.' : undefined);
  const report = [
    { field: 'reply', category: 'NAME', evidence: ' Ann Lee ' }, { field: 'reply', category: 'NAME', evidence: 'Anne Lee' }, { field: 'messages[0].content', category: 'NAME', evidence: 'Ann Lee' },
    { field: 'reply', category: 'EMAIL', evidence: '[EMAIL]' }, { field: 'reply', category: 'NICKNAME', evidence: 'Lee' }, { field: 'reply', category: 'NAME', evidence: 'A' },
  ];
  expect(readPiiFindings(report, textOf)).toEqual([{ field: 'reply', category: 'NAME', evidence: 'Ann Lee' }, { field: 'reply', category: 'OTHER_PERSONAL', evidence: 'Lee' }]);
  expect(readPiiFindings('none', textOf)).toBeUndefined();
});

test('what was found is replaced as whole words wherever it stands, also in JSON texts and keys; scripts without spaces have no words', () => {
  const { redact, trace } = piiRedaction([{ field: 'reply', category: 'NAME', evidence: 'Ann' }, { field: 'messages[0].content', category: 'NAME', evidence: '王明' }]);
  expect(redact({ a: 'Ann and Anna, Annual; Joann. ANN', b: '{"who": "Ann", "of Ann": 1}', c: ['王明说：王明明'], n: 5, z: null })).toEqual({
    a: '[NAME] and Anna, Annual; Joann. ANN', b: '{"who":"[NAME]","of [NAME]":1}', c: ['[NAME]说：[NAME]明'], n: 5, z: null,
  });
  expect(trace()).toEqual([{ field: 'reply', category: 'NAME', replaced: 3 }, { field: 'messages[0].content', category: 'NAME', replaced: 2 }]);
  expect(JSON.stringify(trace())).not.toMatch(/Ann|王明/);
});

const presidio = '../shared/data/presidio-research/synth_dataset_v2.json';
test.skipIf(!existsSync(presidio))('of 1,500 labelled texts nine addresses in ten and seven persons in ten that the rules leave are looked at', async () => {
  type Labelled = { full_text: string; spans: { entity_type: string; entity_value: string }[] };
  const texts = JSON.parse(await readFile(presidio, 'utf8')) as Labelled[];
  const share = (type: string): number => {
    const left = texts.map(({ full_text, spans }) => ({ text: redactText(full_text).text, spans })).filter(({ text, spans }) => spans.some((span) => span.entity_type === type && text.includes(span.entity_value)));
    return left.filter(({ text }) => suspectRules(text).length > 0).length / left.length;
  };
  expect(share('STREET_ADDRESS')).toBeGreaterThan(0.9);
  expect(share('PERSON')).toBeGreaterThan(0.7);
});
