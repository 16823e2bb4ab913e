import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { replyForm } from '../core/evaluation/reply-form.ts';

const forms = (reply: string, question = 'Where is my order? I bought it two weeks ago and it has not arrived yet.', called = false): string[] =>
  Object.entries(replyForm(reply, question, called)).filter(([, has]) => has).map(([form]) => form);

describe('the form of a reply', () => {
  test.each([
    ['{"status": "shipped"}', ['json']], ['[1, 2]', ['json']], ['{broken}', []], ['42', []],
    ['Here:\n```json\n{}\n```', ['fenced']], ['Use `npm ci` for that.', []], ['', ['empty']], [' \n\t', ['empty']],
    ["I'm sorry, but I can't help with that.", ['refused']], ['I cannot assist with this request.', ['refused']], ['As an AI language model, I am unable to browse.', ['refused']],
    ['Unfortunately, I am not able to share that.', ['refused']], ['很抱歉，我无法帮您处理这个问题。', ['refused', 'otherLanguage']],
    ['Sorry for the delay! Your parcel arrives on Monday.', []], ["Your card can't be used abroad until you activate it.", []], ['I can help with that: it left our warehouse yesterday.', []],
    ['您的订单已经发货，预计三天内到达，请您注意查收。', ['otherLanguage']], ['Ihre Bestellung wurde gestern versandt und kommt in drei Tagen bei Ihnen an.', ['otherLanguage']],
    ['OK', []],
  ])('%j is %j', (reply, expected) => {
    expect(forms(reply)).toEqual(expected);
  });

  test('a tool call needs no text', () => {
    expect(forms('', 'Book it.', true)).toEqual([]);
  });

  test.each([
    ['Please translate into Chinese: your order has been shipped already and will arrive soon.', '您的订单已经发货，预计三天内到达。'],
    ['Kannst du mir bitte auf Englisch schreiben, wo meine Bestellung geblieben ist?', 'Your order was shipped yesterday and will arrive within three days.'],
    ['请用英文回复：我的订单在哪里？', 'Your order was shipped yesterday and will arrive within three days.'],
  ])('another language is what was asked for: %j', (question, reply) => {
    expect(forms(reply, question)).toEqual([]);
  });

  test('the user\'s own language is told by script or words, and code is in none', () => {
    expect(forms('您的订单已经发货，预计三天内到达。', '我的订单在哪里？已经两个星期了。')).toEqual([]);
    expect(forms('Your order was shipped and will arrive within three days.', '我的订单在哪里？已经两个星期了。')).toEqual(['otherLanguage']);
    expect(forms('注文は昨日発送されました。三日以内に届きます。', '我的订单在哪里？已经两个星期了。')).toEqual(['otherLanguage']);
    expect(forms('请运行：\n```\nimport fs from "node:fs"; console.log("this is a long line of code, all in English words")\n```', '怎么读取一个文件的内容？')).toEqual(['fenced']);
  });

  const naughty = join(import.meta.dirname, '../../shared/data/blns/blns.json');
  test.skipIf(!existsSync(naughty))('hostile strings are looked at without an error', () => {
    for (const text of JSON.parse(readFileSync(naughty, 'utf8')) as string[]) expect(Object.values(replyForm(text, text))).toHaveLength(5);
    expect(forms('抱歉'.repeat(100_000))).not.toContain('empty');
  });
});
