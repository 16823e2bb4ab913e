import { describe, expect, test } from 'vitest';
import { withoutCopyright } from '../core/clean/copyright.ts';
import { withoutHtml } from '../core/clean/html.ts';
import { textStatsSchema } from '../core/text-stats/config.ts';
import { createTextMeasure } from '../core/text-stats/measure.ts';

const measure = createTextMeasure(textStatsSchema.parse({}));

describe('measures', () => {
  test('of an English text', () => {
    expect(measure('Please check my order 42.\nThe parcel was sent to the old address.')).toMatchObject({
      text_len: 65, max_line_length: 39, alnum_ratio: 0.7846, lang: 'en', num_words: 13, num_action: 3, char_rep_ratio: 0, word_rep_ratio: 0,
    });
  });

  test('of a Chinese text, split into words', () => {
    const stats = measure('请帮我查询订单状态，谢谢');
    expect(stats).toMatchObject({ text_len: 12, lang: 'zh', lang_score: 1, num_action: 2 });
    expect(stats['num_words']).toBe(7);
  });

  test('lengths count what readers see as one sign once', () => expect(measure('👍👍 ok')).toMatchObject({ text_len: 5, alnum_ratio: 0.4, special_char_ratio: 0.6 }));

  test('digits of any script are alphanumeric, beyond the first 65,536 signs as well', () => {
    expect(measure('a1')['alnum_ratio']).toBe(1);
    expect(measure('𝟙٣')['alnum_ratio']).toBe(1);
  });

  test('words are those of one pattern, runs without blanks split each by itself, whatever stands around them', () => {
    const pieces = ['查询订单', '退款什么时候到账', '我', '𠮷野家', 'こんにちは世界', 'สวัสดีครับ', 'don’t', "it's", 'order-17', 'abc订单', '_x', 'Ünïcode', 'ΑΒΓ', '👍', '，', '\n', ' ', '. ', '12', '﹏', '〇', 'e\u0301'];
    const unspaced = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー々`;
    const pattern = new RegExp(String.raw`([${unspaced}]+)|[\p{L}\p{N}\p{M}][\p{L}\p{N}\p{M}'’_-]*`, 'gu');
    const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
    let seed = 11;
    for (let turn = 0; turn < 300; turn++) {
      const text = Array.from({ length: 12 }, () => pieces[(seed = (seed * 48271) % 2147483647) % pieces.length]!).join('');
      const words = [...text.toLowerCase().matchAll(pattern)].reduce((n, [found, run]) => n + (run === undefined ? 1 : [...segmenter.segment(found)].length), 0);
      expect([text, measure(text)['num_words']]).toEqual([text, words]);
    }
  });

  test('of nothing are null, not zero', () => expect(measure('')).toMatchObject({ text_len: 0, alnum_ratio: null, lang: 'und', num_words: 0, stopwords_ratio: null }));

  test.each([
    ['en', 'could you tell me what the status of my order is and when it will be here'],
    ['de', 'Könnten Sie mir bitte sagen, wann meine Bestellung voraussichtlich geliefert wird?'],
    ['es', '¿Podría decirme cuándo llegará mi pedido, por favor? Necesito recibirlo antes del viernes.'],
    ['fr', "Pourriez-vous me dire quand ma commande sera livrée s'il vous plaît ?"],
    ['ja', '注文の配送状況を教えていただけますか。'],
    ['ko', '주문 상태를 알려 주실 수 있나요?'],
    ['ru', 'Подскажите, пожалуйста, когда будет доставлен мой заказ?'],
    ['zh', '我的 iPhone 15 Pro 订单什么时候发货？order 号是 A12'],
  ])('language %s', (lang, text) => expect(measure(text)['lang']).toBe(lang));

  test('a loop is repetition, in characters and in words', () => {
    const loop = measure('I am sorry, I can not help. '.repeat(40));
    expect(loop['char_rep_ratio']).toBeGreaterThan(0.15);
    expect(loop['word_rep_ratio']).toBe(1);
  });

  test('repetition is what counting every run by hand gives', () => {
    let seed = 5;
    const text = Array.from({ length: 3000 }, () => 'ab c'.charAt((seed = (seed * 48271) % 2147483647) % 4)).join('');
    const runs = new Map<string, number>();
    for (let at = 0; at + 10 <= text.length; at++) runs.set(text.slice(at, at + 10), (runs.get(text.slice(at, at + 10)) ?? 0) + 1);
    const repeated = [...runs.values()].filter((count) => count > 1).sort((a, b) => b - a).slice(0, Math.floor(Math.sqrt(runs.size)));
    expect(measure(text)['char_rep_ratio']).toBe(Math.round((repeated.reduce((a, b) => a + b, 0) / (text.length - 9)) * 1e4) / 1e4);
  });

  test('a very long text is sampled and says so; its length stays exact', () => {
    const stats = measure('word and more words here\n'.repeat(4000));
    expect(stats).toMatchObject({ text_len: 100_000, sampled_chars: 20_001 });
    expect(measure('短文'.repeat(5000))).toMatchObject({ segmented_chars: 2000 });
    expect(measure('short')).not.toHaveProperty('sampled_chars');
  });

  test('what is off is not there', () => expect(Object.keys(createTextMeasure(textStatsSchema.parse({ off: ['lang', 'lang_score', 'num_words'] }))('a b'))).not.toContain('lang'));
});

describe('cleaning', () => {
  test('markup becomes what a reader sees; what only looks like it stays', () => {
    expect(withoutHtml('<p>Hello <b>you</b></p><ul><li>one</li><li>two</li></ul><script>x()</script>')).toBe('Hello you\n\n * one\n * two');
    for (const text of ['a < b and c > d', 'List<String> x', '<tool_call>{}</tool_call>', 'if (a<p && b>q)']) expect(withoutHtml(text)).toBe(text);
  });

  test('copyright notices go, the code below and words about copyright stay', () => {
    expect(withoutCopyright('/* Copyright 2020 Acme\n * All rights reserved. */\nint x;')).toBe('\nint x;');
    expect(withoutCopyright('# Copyright (c) 2020 Acme\nx = 1\n版权所有 2020\ny = 2')).toBe('x = 1\ny = 2');
    expect(withoutCopyright('Who holds the copyright of my photos?')).toBe('Who holds the copyright of my photos?');
  });

  test('hostile markup goes through', () => {
    withoutHtml('<div>'.repeat(50_000));
    withoutHtml('<p '.repeat(50_000));
    withoutCopyright('/* © '.repeat(100_000));
  });
});
