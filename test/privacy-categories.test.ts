import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { analyzeSchema } from '../core/analysis/config.ts';
import { redactSchema } from '../core/privacy/config.ts';
import { createTextRedactor, redactText } from '../core/privacy/redact-text.ts';
import { redactValue } from '../core/privacy/redact-value.ts';

const data = '../shared/data';
const redacted = (text: string): string => redactText(text).text;

describe('what is replaced, by category', () => {
  test.each([
    ['身份证110101199001011237谢谢', '身份证[ID_CARD]谢谢'],
    ['ID 11010119900307747X'.replace('7747X', '77475'), 'ID [ID_CARD]'],
    ['110101 19900101 1237', '[ID_CARD]'],
    ['身份证号：１１０１０１１９９００１０１１２３７', '身份证号：[ID_CARD]'],
    ['110101199001011234', '[SUSPECT_NUMBER]'],
    ['卡号4111111111111111，谢谢', '卡号[BANK_CARD]，谢谢'],
    ['card 4111 1111 1111 1111 exp 12/27', 'card [BANK_CARD] exp 12/27'],
    ['3782 822463 10005', '[BANK_CARD]'],
    ['4111 1111 1111 1112', '[SUSPECT_NUMBER]'],
    ['my card is 1234567890123456', 'my card is [SUSPECT_NUMBER]'],
    ['paid with 3569999999999999, 6212345678901232, 4222222222222222222', 'paid with [SUSPECT_NUMBER], [BANK_CARD], [SUSPECT_NUMBER]'],
    ['https://shop.example/pay?card=4111111111111112&to=4111111111111111', 'https://shop.example/pay?card=[SUSPECT_NUMBER]&to=[BANK_CARD]'],
    ['my fax is 06385-3823', 'my fax is [PHONE]'],
    ['ssn 460-89-9847', 'ssn [SSN]'],
    ['pay to GB82 WEST 1234 5698 7654 32', 'pay to [IBAN]'],
    ['护照号E12345678', '护照号[PASSPORT]'],
    ['from 203.0.113.7:8080 to 2001:db8::ff00:42:8329', 'from [IP]:8080 to [IP]'],
    ['服务器10.20.30.40宕机', '服务器[IP]宕机'],
    ['block 203.0.113.5-203.0.113.99, 10.0.0.1-50 and 192.0.2.1/192.0.2.9', 'block [IP]-[IP], [IP]-50 and [IP]/[IP]'],
    ['ssh root@203.0.113.5; if (x == "203.0.113.5") open ipinfo.io/203.0.113.5', 'ssh root@[IP]; if (x == "[IP]") open ipinfo.io/[IP]'],
    ['Gateway 10.0.0.1, Alice 172.16.0.9, Server 4.5.6.7, ping 8.8.8.8, Nginx 1.2.3.4:80', 'Gateway [IP], Alice [IP], Server [IP], ping [IP], Nginx [IP]:80'],
    ['web-01   10.3.5.147\nweb-02   203.0.113.5', 'web-01   [IP]\nweb-02   [IP]'],
    ['服务器1.2.3.4版本过低, 1.2.3.4', '服务器[IP]版本过低, [IP]'],
    ['::ffff:203.0.113.5', '[IP]'],
    ['fe80::1ff:fe23:4567:890a', '[IP]'],
    ['00:1A:2b:3c:4D:5e and 00-1A-2B-3C-4D-5E', '[MAC] and [MAC]'],
    ['see /home/alice/notes.txt, /root and file:///root/.ssh/id_rsa', 'see [PATH], [PATH] and [PATH]'],
    ['文件在/root/secret/a.txt里', '文件在[PATH]里'],
    [String.raw`C:\Users\bob\Desktop\a.xlsx and \\server\share\x`, '[PATH] and [PATH]'],
    [String.raw`C:\Users\张三\Desktop\报表.xlsx`, '[PATH]'],
    [String.raw`{\"file\": \"C:\\Users\\张三\"}`, String.raw`{\"file\": \"[PATH]\"}`],
    [String.raw`C:\Documents and Settings\Alice\a.txt, C:\Program Files (x86)\b\c.exe`, '[PATH], [PATH]'],
    ['C:/Users/alice/secret.txt and D:/项目/客户/名单.xlsx', '[PATH] and [PATH]'],
    ['请打开/home/李四/密码.txt看看，再看“/Users/張偉/文件.txt”', '请打开[PATH]看看，再看“[PATH]”'],
    ['在/home/alice和/home/bob里找/tmp/report报表.tar.gz的备份', '在[PATH]和[PATH]里找[PATH]的备份'],
    ['/Users/张三', '[PATH]'],
    [String.raw`/Users/John Smith/a.txt and /home/al/Google\ Drive/b.txt or /etc/hosts and/or this`, '[PATH] and [PATH] or [PATH] and/or this'],
    ['user_id=u-1029, session_id: 9f8e7d6c', 'user_id=[USER_ID], session_id: [SESSION_ID]'],
    ['请求ID：req20261102', '请求ID：[REQUEST_ID]'],
    ['request ID: 7f3c2a1b99, Session ID is abc123def; session id: s3ss10n', 'request ID: [REQUEST_ID], Session ID is [SESSION_ID]; session id: [SESSION_ID]'],
    ['会话 ID: abc123，请求 ID：abc124', '会话 ID: [SESSION_ID]，请求 ID：[REQUEST_ID]'],
    ['"x-request-id": "E171:FA573:405053D:54A2F1:660C2B"', '"x-request-id": "[REQUEST_ID]"'],
    ['/tortilleras;jsessionid=8E9BE9D5E251CFE8', '/tortilleras;jsessionid=[SESSION_ID]'],
    ['here: {"phone": "4155552671", "contactPhone": ["4155552671"], "tel_2": 5551234}', 'here: {"phone": "[PHONE]", "contactPhone": ["[PHONE]"], "tel_2": [PHONE]}'],
    ['here: {"cardNumber": "1234567890123456"}, {"bankCard": "1234567890123456"}', 'here: {"cardNumber": "[SUSPECT_NUMBER]"}, {"bankCard": "[SUSPECT_NUMBER]"}'],
    ['phone4155552671', 'phone[PHONE]'],
    [`here: {'phone_number': '4155552671', 'tel': '02079460958'}`, `here: {'phone_number': '[PHONE]', 'tel': '[PHONE]'}`],
    ['**Mobile:** 9876543210, <phone>4155552671</phone>', '**Mobile:** [PHONE], <phone>[PHONE]</phone>'],
    ['call +٩٦٦ ٥٠ ١٢٣ ٤٥٦٧ / +९१ ९८७६५ ४३२१०', 'call [PHONE] / [PHONE]'],
    ['ssn 078051120, | SSN | 078-05-1120 |', 'ssn [SSN], | SSN | [SSN] |'],
    ['here: {"ssn":"078051120", "passport-number":"E12345678", "id_card": "110105491231002"}', 'here: {"ssn":"[SSN]", "passport-number":"[PASSPORT]", "id_card": "[ID_CARD]"}'],
    ['?u=alice%40example.com&v=1', '?u=[EMAIL]&v=1'],
    ['{"email": "root@localhost"} but ssh root@localhost', '{"email": "[EMAIL]"} but ssh root@localhost'],
    [String.raw`"{\"user_id\": \"u1029\"}"`, String.raw`"{\"user_id\": \"[USER_ID]\"}"`],
    ['@ou_7d8a6e6df7621556ce0d21922b676706ccs in oc_a0553eda9014c201e6969b478895c230', '@[OPEN_ID] in [OPEN_ID]'],
    ['wmqfasd1e1927831291723123109r712 wrote', '[OPEN_ID] wrote'],
    ['api_key = abcdEFGH12345678', 'api_key = [SECRET]'],
    ['"secretAccessKey": "abc/DEF+123"', '"secretAccessKey": "[SECRET]"'],
    ['a -----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg', 'a [SECRET]'],
  ])('%s', (text, expected) => expect(redacted(text)).toBe(expected));

  test.each([
    'version 10.2.3.4, v1.2.3.4, 版本1.2.3.4, pkg==1.26.4.0 and 127.0.0.1',
    'WP Rocket 3.17.2.1, OpenSSL 1.1.1.1, x>=1.2.3.4, "foo@1.2.3.4", Chrome/120.0.0.0, nginx-1.18.0.200.tar.gz, YaBrowser/23.11.0.0',
    '升级到 1.2.3.4, 1.2.3.4 版本, "appVersion": "1.2.3.4", updated to 203.0.113.5, "Open Journal Systems 3.3.0.17"',
    'numpy                 1.26.4\nnvidia-cublas-cu12    12.4.5.8\nnvidia-curand-cu12    10.3.5.147\nnvidia-cusparse-cu12  12.3.1.170',
    '[12:30]pm, 12:30:45, std::vector<a::b>, 00:01:02',
    'GET /users/123 and https://host.example/home/x and either/or',
    'order 4000123412341235 shipped',
    '"fb:app_id": "3732605936979161", "fb:app_id": "642572735845596", imei 356938035643809, discord 412345678901234567',
    'https://x.example/status/625776454479970304?simid=608043992855559789 and https://orcid.org/0000-0002-1568-7461',
    'Waterford, CT 06385-3823. DOI: 10.1016/S0019-1035(22)00489-4 10.1016/j.icarus.2022.115397',
    'https://news.example/2016/10/20/women-in-computing-to-decline-22-percent-by-2025-study-warns',
    '统一社会信用代码91310000552936878J, 编号A4111111111111111, 订单号ORDER12345678901234',
    'user_id: string, session_id is required, request_id',
    String.raw`no A:/B, N/A:/x, s:/a/b/; <p>\\n\\u003Cp>, one\\n\\ntwo`,
    String.raw`style="x:\x0Aexpression" and C:\xE2\x80`,
    'snowflake 1789456123456789012, nanoseconds 1700000000123456789',
    'downloading_and_installing_packages done',
    'GB12 is not an account; AB123456 may be a part',
    'session: 10:30am, the session is at 10:30; identity card issued 2023-11-04',
    'by%20%40nicolas.dubien.me; url=https%3A%2F%2Fx%3D%40host.example',
    '"iPhone": "6679515468", "Headphones": "6992792935", "Smartphone": "1801728040"',
    'الساعة ١٢:٣٠ يوم ٢٠٢٤-٠١-٠١',
  ])('stays: %s', (text) => expect(redactText(text)).toEqual({ text, counts: {} }));

  test('ids as entries of objects go whatever they look like, types in schemas stay', () => {
    const value = { user_id: 'alice', sessionId: 12345, properties: { user_id: { type: 'string' } }, request_id: 'string' };
    expect(redactValue(value, {})).toEqual({ user_id: '[USER_ID]', sessionId: '[SESSION_ID]', properties: { user_id: { type: 'string' } }, request_id: 'string' });
  });

  const payload = 'QUJD'.repeat(500);
  /** As encoders wrap them; of any length, so that the last line is short. */
  const bytes = (length: number): string => Buffer.from(Array.from({ length }, (_, index) => (index * index * 7 + index) % 256)).toString('base64');
  const wrapped = (length: number, width: number, lineBreak: string): string => bytes(length).replace(new RegExp(`.{${width}}`, 'g'), `$&${lineBreak}`);

  test.each([
    [{ phone: '4155552671', phone_number: 4155552671, contactPhone: '020 7946 0958', 'mobile-no': '9876543210', tel_1: '5551234' }, ['[PHONE]', '[PHONE]', '[PHONE]', '[PHONE]', '[PHONE]']],
    [{ phones: ['4155552671', { value: '4155552671' }], phone: { home: '4155552671' } }, [['[PHONE]', { value: '[PHONE]' }], { home: '[PHONE]' }]],
    [{ ssn: '078051120', socialSecurityNumber: '078051120', passport: 'E12345678', national_id: '1234 5678 9012' }, ['[SSN]', '[SSN]', '[PASSPORT]', '[ID_CARD]']],
    [{ card_number: '1234567890123456', cardNo: 1234567890123456, email: 'root@localhost' }, ['[SUSPECT_NUMBER]', '[SUSPECT_NUMBER]', '[EMAIL]']],
    [{ type: 'phone', value: '4155552671' }, ['phone', '[PHONE]']],
    [{ phone_verified_at: '2024-01-01 12:00:00', mobile: true, phone: '2024-01-01', iPhone: '6679515468', Headphones: '6992792935', number: '4155552671' }, ['2024-01-01 12:00:00', true, '2024-01-01', '6679515468', '6992792935', '4155552671']],
    [{ token: 'abcdefghijklmnop', secret: 'shhhhhhhhh', Authorization: 'Bearer abcdefghijkl' }, ['[SECRET]', '[SECRET]', 'Bearer [SECRET]']],
    [{ password: ['hunter2'], api_key: { value: 'hunter2' }, passwords: ['a b', 'c1'] }, [['[SECRET]'], { value: '[SECRET]' }, ['a b', '[SECRET]']]],
    [{ headers: [{ name: 'Authorization', value: ['Basic YWxpY2U6aHVudGVyMg=='] }, { key: 'password', value: { stringValue: 'hunter2' } }] }, [[{ name: 'Authorization', value: ['Basic [SECRET]'] }, { key: 'password', value: { stringValue: '[SECRET]' } }]]],
    [{ token: 'next', max_tokens: 512, access_tokens: 3, secret: 'garden', api_key: 'YOUR_API_KEY' }, ['next', 512, 3, 'garden', 'YOUR_API_KEY']],
    [{ password: ['is too short (minimum is 8 characters)'], session: ['login', 'logout'], properties: { password: { type: 'string', description: 'Choose one' } } }, [['is too short (minimum is 8 characters)'], ['login', 'logout'], { password: { type: 'string', description: 'Choose one' } }]],
  ])('what the name of an entry says of its value, as it is and as JSON text: %j', (value, expected) => {
    const counts = {};
    const once = redactValue(value, counts);
    expect(Object.values(once)).toEqual(expected);
    expect(JSON.parse(redactValue(JSON.stringify(value), {}))).toEqual(once);
    expect(redactValue(once, {})).toEqual(once);
  });

  test('keys that read alike afterwards keep their values apart', () => {
    const value = { 'a@b.example': 1, '[EMAIL] 2': 2, 'c@d.example': 3, '[EMAIL]': 4, 'e@f.example': 5 };
    const once = redactValue(value, {});
    expect(once).toEqual({ '[EMAIL] 3': 1, '[EMAIL] 2': 2, '[EMAIL] 4': 3, '[EMAIL]': 4, '[EMAIL] 5': 5 });
    expect(redactValue(once, {})).toEqual(once);
  });

  test('numbers that the language cannot hold stay as they were written when their neighbour goes', () => {
    expect(redactValue('{"n": 12345678901234567891, "price": 0.12345678901234567, "to": "a@b.example", "password": 12345678901234567891}', {}))
      .toBe('{"n":12345678901234567891,"price":0.12345678901234567,"to":"[EMAIL]","password":"[SECRET]"}');
  });

  test('data of images, audio and files is never kept', () => {
    const value = redactValue({ url: `data:image/png;base64,${payload}`, input_audio: { data: payload, format: 'wav' }, note: 'data: none' }, {});
    expect(value).toEqual({ url: '[data: image/png, 2000 characters]', input_audio: { data: '[data: 2000 characters]', format: 'wav' }, note: 'data: none' });
  });

  test('whatever its field is called, in one line or many, inside a JSON text too', () => {
    const blob = { type: 'blob', modality: 'image', content: bytes(300) };
    const clean = { ...blob, content: '[data: 400 characters]' };
    expect(redactValue([blob, JSON.stringify(blob), { data: wrapped(300, 76, '\r\n') }], {})).toEqual([clean, JSON.stringify(clean), { data: '[data: 410 characters]' }]);
  });

  test.each([
    [`look ![x](data:image/png;base64,${'QUJD'.repeat(100)}) here`, 'look ![x]([data: image/png, 400 characters]) here'],
    [`x data:image/png;name=a.b.png;base64,${bytes(300)} y`, 'x [data: image/png, 400 characters] y'],
    [`DATA:image/png;name="a, b.png";charset=utf-8;base64,AAAA`, '[data: image/png, 4 characters]'],
    [`see data:audio/wav;base64,${wrapped(301, 76, '\n')}\nThanks a lot`, 'see [data: audio/wav, 409 characters]\nThanks a lot'],
    [`see data:audio/wav;base64,${wrapped(300, 64, '\r\n')}\nThanks`, 'see [data: audio/wav, 412 characters]\nThanks'],
    [`{"broken": "data:audio/wav;base64,${wrapped(300, 64, '\\n')}", `, '{"broken": "[data: audio/wav, 412 characters]", '],
    [`a data:image/svg+xml;utf8,<svg viewBox="0 0 4 5"><path d='M2 0'/></svg> b`, 'a [data: image/svg+xml, 45 characters] b'],
    [`url("data:image/svg+xml,%3Csvg viewBox='0 0 4 5'%3E%3C/svg%3E") no-repeat`, 'url("[data: image/svg+xml, 37 characters]") no-repeat'],
    [`<a href="data:text/html,<h1>Alice Smith</h1>">x</a> stays`, '<a href="[data: text/html, 20 characters]">x</a> stays'],
    ['data:,Alice%20Smith and', '[data: text/plain, 13 characters] and'],
  ])('media inside a text goes, and nothing else: %s', (text, expected) => {
    expect(redactValue(text, {})).toBe(expected);
    expect(redactValue(expected, {})).toBe(expected);
  });

  test.each([
    'data: sales were 5, 6 and 7 million; why did they fall?',
    'data: {"error": "boom, it failed"}',
    'data:5, 6 and 7',
    'data:,5,6,7',
    'Data: image/png, 36 characters; data:a/b, c',
    'let csv = "data:text/csv;charset=utf-8,"; rows.join("\\n")',
    'metadata:image/png;base64,AAAA',
    'data:image/png;base64, which is the head of a URL',
  ])('a text that only begins like media stays: %s', (text) => expect(redactValue(text, {})).toBe(text));

  test('nor is a long reply that says one thing over and over', () => {
    for (const text of ['a'.repeat(1_000), 'Ab1 '.repeat(200)]) expect(redactValue({ content: text }, {})).toEqual({ content: text });
  });
});

describe('the configuration', () => {
  const make = (config: unknown) => createTextRedactor(redactSchema.parse(config));

  test('strict leaves numbers whose check digit is wrong', () => {
    expect(make({ precision: 'strict' })('4111111111111112 4111111111111111').text).toBe('4111111111111112 [BANK_CARD]');
  });

  test('categories may stay, have other placeholders, and be joined by own ones; a second pass changes nothing', () => {
    const redact = make({ keep: ['EMAIL'], replacements: { PHONE: '<tel 1>', STAFF: '***' }, extra: [{ category: 'STAFF', pattern: String.raw`staff (E-\d{4})`, ignore_case: true }] });
    const once = redact('a@b.example, 13812345678, Staff E-1234');
    expect(once).toEqual({ text: 'a@b.example, <tel 1>, Staff ***', counts: { PHONE: 1, STAFF: 1 } });
    expect(redact(once.text)).toEqual({ text: once.text, counts: {} });
  });

  test.each([
    [{ extra: [{ category: 'X1', pattern: '(' }] }, 'expected a regular expression'],
    [{ extra: [{ category: 'X1', pattern: 'a*' }] }, 'does not match the empty text'],
    [{ extra: [{ category: 'lower', pattern: 'a' }] }, 'A-Z'],
    [{ keep: ['NOTHING'] }, 'Invalid option'],
    [{ precison: 'strict' }, 'Unrecognized key'],
  ])('%j is an error of the configuration', (redact, message) => {
    const parsed = analyzeSchema.safeParse({ redact });
    expect(parsed.success).toBe(false);
    expect(JSON.stringify(parsed.error?.issues)).toContain(message);
  });
});

describe('against labelled texts of others', () => {
  test('every Chinese sentence has as many hits as its author counted, and no other', (context) => {
    const file = `${data}/zh-pii-cases/zh_pii_cases.jsonl`;
    context.skip(!existsSync(file), `${file} is not there`);
    type Case = { entity: string; kind: string; text: string; expected_count: number };
    const category: Record<string, string> = { CN_PHONE: 'PHONE', CN_ID_CARD: 'ID_CARD', CN_BANK_CARD: 'BANK_CARD', CN_PASSPORT: 'PASSPORT', EMAIL: 'EMAIL' };
    const cases = readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Case).filter(({ kind }) => kind === 'sentence');
    expect(cases).toHaveLength(41);
    for (const { text, entity, expected_count } of cases) {
      expect([text, redactText(text).counts]).toEqual([text, expected_count === 0 ? {} : { [category[entity] ?? '']: expected_count }]);
    }
  });

  test('of 3,700 English texts: all addresses, cards, accounts, social security numbers and IPs, six phones of seven, and nothing that is none', (context) => {
    const files = ['synth_dataset_v2', 'generated_large', 'generated_small'].map((name) => `${data}/presidio-research/${name}.json`);
    context.skip(!files.every((file) => existsSync(file)), 'presidio-research is not there');
    type Row = { full_text: string; spans: { entity_type: string; entity_value: string }[] };
    const covered: Record<string, string[]> = { EMAIL_ADDRESS: ['EMAIL'], PHONE_NUMBER: ['PHONE'], CREDIT_CARD: ['BANK_CARD', 'SUSPECT_NUMBER'], IP_ADDRESS: ['IP'], IBAN_CODE: ['IBAN'], US_SSN: ['SSN'] };
    const found: Record<string, number> = {};
    const all: Record<string, number> = {};
    for (const row of files.flatMap((file) => JSON.parse(readFileSync(file, 'utf8')) as Row[])) {
      const { text, counts } = redactText(row.full_text);
      const left = { ...counts };
      for (const { entity_type, entity_value } of row.spans) {
        const categories = covered[entity_type];
        if (categories === undefined) continue;
        all[entity_type] = (all[entity_type] ?? 0) + 1;
        if (!text.includes(entity_value)) found[entity_type] = (found[entity_type] ?? 0) + 1;
        const counted = categories.find((category) => (left[category] ?? 0) > 0);
        if (counted !== undefined) left[counted] = (left[counted] ?? 0) - 1;
      }
      expect([row.full_text, Object.values(left).filter((count) => count > 0)]).toEqual([row.full_text, []]);
    }
    for (const type of ['EMAIL_ADDRESS', 'CREDIT_CARD', 'IP_ADDRESS', 'IBAN_CODE', 'US_SSN']) expect([type, found[type]]).toEqual([type, all[type]]);
    expect((found['PHONE_NUMBER'] ?? 0) / (all['PHONE_NUMBER'] ?? 0)).toBeGreaterThan(6 / 7);
  });
});

test('a quarter of a megabyte made to be slow goes through every detector: a square of it would take longer than any test may', () => {
  const seeds = [
    '1 ', '12345678901234567 ', '4111-', '13812345678-', '(0', '0123 ', '(415) 555', 'a.', 'a@a.', '::', 'a:', '1.', '1.1.1.1-', 'ab  1.1.1.1\n', '/home/', '~a/home', 'C:\\', 'C:\\a ', 'C:/ab', '/home/a李.a', '\\\\a\\', '00:', 'AA-', 'GB11 AAAA ',
    'user_id:', 'user_id: a', 'uid: a1:ABC', 'phone": ["', 'ssn 1', 'id card 1', 'email: a@b ', 'a%40', '%40', 'uid=1 ', 'sid', 'ou_', 'cidA', 'w', 'passport ', '护照', 'call ', 'call 1 ', 'phone: 1', '卡', 'card ', 'password is ', 'password": ["', 'password","value":', ';pwd=p w', 'Authorization: basic ', 'bearer abcdefgh1 ', '"', "='", 'token=', 'eyJ', 'sk-', '://', 'x://a:b', 'data:', '[', '{', '[PHONE', '身份证', '-----BEGIN PRIVATE KEY-----',
  ];
  for (const seed of seeds) redactText(seed.repeat(Math.ceil(250_000 / seed.length)));
  const media = ['data:', 'data:a;a=', 'data:image/png;base64,', 'data:image/png;base64,A\n', 'data:image/svg+xml,<svg', 'data:image/svg+xml,%3Csvg ', '"data:text/html,<a', 'A\n'];
  for (const seed of media) redactValue(seed.repeat(Math.ceil(250_000 / seed.length)), {});
});
