import { describe, expect, test } from 'vitest';
import { signalsSchema } from '../core/signals/config.ts';
import { asksSame, comparableQuestion } from '../core/signals/repeat.ts';
import { tripleOverlap } from '../core/signals/triples.ts';
import { judgeSession, type SessionRow } from '../core/signals/session.ts';

const config = signalsSchema.parse({});
const same = (one: string, other: string) => asksSame(comparableQuestion(one), comparableQuestion(other), config.min_retry_similarity);
const row = (index: number, question: string, more: Partial<SessionRow> = {}): SessionRow => ({
  row: index, at: null, question: comparableQuestion(question), repeatsInside: false, endsOnError: false, tier: 'none', signals: 0, ...more,
});

describe('whether a question is asked again', () => {
  test.each([
    ['How do I reset my password?', 'how do I reset my PASSWORD'],
    ['How do I reset my password?', 'How do I reset my password please'],
    ['我的银行卡为什么被吞了', '我的银行卡为什么被吞了？？'],
    ['怎么重置密码', '怎么重置密码！'],
  ])('%s = %s', (one, other) => expect(same(one, other)).toBe(true));

  test.each([
    ['Where is order 1017?', 'Where is order 1018?'],
    ['yes', 'yes'],
    ['继续', '继续'],
    ['How do I reset my password?', 'What is the weather in Rome tomorrow?'],
    ['', ''],
  ])('%s is another question than %s', (one, other) => expect(same(one, other)).toBe(false));
});

describe('a session', () => {
  test('marks the turn that was asked again, not the retry', () => {
    const { rows, tier } = judgeSession([row(1, 'why was my card declined'), row(2, 'Why was my card declined?'), row(3, 'thanks a lot for that')], config);
    expect(rows.map(({ askedAgain }) => askedAgain)).toEqual([true, false, false]);
    expect(tier).toBe('watchlist');
  });

  test('is given up when its last turn ends on an error, and only then', () => {
    const failing = { endsOnError: true };
    expect(judgeSession([row(1, 'book a table', failing), row(2, 'and a taxi now')], config).tier).toBe('none');
    expect(judgeSession([row(1, 'book a table'), row(2, 'and a taxi now', failing)], config).rows.at(-1)?.endedOnError).toBe(true);
  });

  test('follows the clock where every row has one, else the order of the log', () => {
    const rows = [row(1, 'why was my card declined', { at: 3_000 }), row(2, 'hello to all of you', { at: 1_000 }), row(3, 'why was my card declined', { at: 2_000 })];
    expect(judgeSession(rows, config).rows.filter(({ askedAgain }) => askedAgain).map((one) => one.row)).toEqual([3]);
    expect(judgeSession(rows.map((one, index) => ({ ...one, at: index === 0 ? null : one.at })), config).rows.some(({ askedAgain }) => askedAgain)).toBe(false);
  });

  test('has the worst tier of its turns', () => {
    expect(judgeSession([row(1, 'one', { tier: 'watchlist' }), row(2, 'two', { tier: 'high_precision' }), row(3, 'three')], config).tier).toBe('high_precision');
  });

  test('a whole dialogue in one row speaks for itself; with others, it only repeats them', () => {
    expect(judgeSession([row(1, 'x', { repeatsInside: true })], config).rows[0]?.askedAgain).toBe(true);
    expect(judgeSession([row(1, 'x', { repeatsInside: true }), row(2, 'y')], config).rows.some(({ askedAgain }) => askedAgain)).toBe(false);
  });
});

test('the overlap of triples is that of their sets', () => {
  const triples = (text: string) => new Set(Array.from({ length: Math.max(0, text.length - 2) }, (_, at) => text.slice(at, at + 3)));
  let seed = 3;
  const below = (limit: number) => (seed = (seed * 48271) % 2147483647) % limit;
  const text = () => Array.from({ length: below(90) }, () => 'aabc订d单'.charAt(below(8))).join('').repeat(1 + below(3));
  for (let turn = 0; turn < 2_000; turn++) {
    const [one, other] = [text(), text()];
    const [a, b] = [triples(one), triples(other)];
    const either = new Set([...a, ...b]).size;
    const shared = [...a].filter((triple) => b.has(triple)).length;
    expect(tripleOverlap(one, other)).toBe(either === 0 ? 0 : shared / either);
  }
  expect(tripleOverlap('订单订单订单', '订单订单订单')).toBe(1);
});
