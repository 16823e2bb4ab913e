import { afterAll, beforeAll, expect, test } from 'vitest';
import { annotateOne, type JudgeOptions, type JudgeQuestion } from '../core/annotation/annotate-one.ts';
import { piiSuspects } from '../core/annotation/pii-suspects.ts';
import type { Message } from '../core/interaction/message.ts';
import { openChat } from '../adapters/llm/chat.ts';
import { abstainReply } from '../sandbox/student/abstain.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { type TestProvider, testProvider } from './support/sandbox-provider.ts';

const turns = supportTraffic({ seed: 4, count: 120 });
const options: JudgeOptions = { errorTypes: ['wrong_intent', 'refusal', 'incomplete'], intents: [], intentsClosed: false, language: 'en', maxChars: 60_000 };
let provider: TestProvider;

beforeAll(async () => {
  provider = await testProvider({ judgeNoise: 0 });
  await provider.control('PUT', 'answer-key', turns.map(({ text, reply, intent }) => JSON.stringify({ prompt: text, reply, intent })).join('\n'));
});
afterAll(() => provider.close());

async function judge(question: JudgeQuestion, more: Partial<JudgeOptions> & { seed?: number } = {}) {
  const chat = openChat(provider.client);
  const ask = ({ messages, jsonSchema }: { messages: Message[]; jsonSchema: { name: string; schema: Record<string, unknown> } }) =>
    chat({ model: 'sandbox-judge', messages, jsonSchema, timeoutMs: 30_000, ...(more.seed !== undefined && { seed: more.seed }) });
  return annotateOne(ask, question, { ...options, ...more });
}
const asked = (text: string): Message[] => [{ role: 'user', content: text }];

test('one call answers everything that is asked, in line with the verdict', async () => {
  const { text, reply } = turns[0]!;
  const good = await judge({ messages: asked(text), reply });
  expect(good).toMatchObject({ status: 'ok', judgement: { verdict: 'good', recommendation: 'keep', citedFields: ['messages[0].content', 'reply'] } });
  const bad = await judge({ messages: asked(text), reply: abstainReply, insight: true, facts: { tier: 'watchlist', tool_fail_count: 2 } });
  expect(bad.calls).toHaveLength(1);
  expect(bad.judgement).toMatchObject({ verdict: 'bad', errorType: 'refusal', recommendation: 'review', insight: { narrative_alignment: 'aligned', human_review_priority: 'P2' } });
  const marks = (of: typeof good) => Object.values({ ...of.judgement?.replyQuality, ...of.judgement?.agentQuality }) as number[];
  expect(Math.min(...marks(good))).toBeGreaterThanOrEqual(4);
  expect(Math.min(...marks(bad))).toBe(1);
});

test('another seed is another opinion on the marks, the same seed the same', async () => {
  const { text, reply } = turns[1]!;
  const marks = async (seed: number) => JSON.stringify((await judge({ messages: asked(text), reply }, { seed })).judgement);
  const opinions = await Promise.all([1, 1, 2, 3, 4, 5].map(marks));
  expect(opinions[0]).toBe(opinions[1]);
  expect(new Set(opinions).size).toBeGreaterThan(1);
});

test('asked in Chinese it writes Chinese, with the labels of the schema', async () => {
  const { judgement } = await judge({ messages: asked(turns[2]!.text), reply: '', insight: true, facts: { tier: 'none' } }, { language: 'zh' });
  expect(judgement).toMatchObject({ verdict: 'bad', errorType: 'incomplete', insight: { narrative_alignment: 'conflict' } });
  expect(judgement?.insight?.root_causes[0]?.factor).toMatch(/\p{Script=Han}/u);
});

test('moods are told by what people say, and steps by what failed', async () => {
  const messages: Message[] = [
    { role: 'user', content: 'Book it.' },
    { role: 'assistant', content: '', tool_calls: [{ type: 'function', function: { name: 'book', arguments: '{}' } }] },
    { role: 'tool', name: 'book', content: '{"error": "full"}' },
    { role: 'assistant', content: 'Done.' },
    { role: 'user', content: 'That is useless, I am so disappointed!!' },
  ];
  const { judgement } = await judge({ messages, reply: abstainReply });
  expect(judgement).toMatchObject({ sentiment: 'negative', mistake: { step: 2, agent: 'book' } });
  expect(judgement?.sentimentIntensity).toBeLessThan(-2);
  expect(Object.values(judgement!.axes).every((mark) => mark !== null)).toBe(true);
});

test('personal data that the rules only suspect is found to the letter', async () => {
  const messages = asked('Hello, my name is Greta Sandmeier, I live at 14 Old Mill Road. 我叫王小明，住在杭州市西湖区文三路88号。');
  expect(piiSuspects(messages, 'ok').map(({ rule }) => rule)).toEqual(['name', 'address']);
  const { judgement } = await judge({ messages, reply: 'Thank you, Greta Sandmeier.', pii: true });
  expect(judgement?.pii).toEqual(
    expect.arrayContaining([
      { field: 'messages[0].content', category: 'NAME', evidence: 'Greta Sandmeier' },
      { field: 'messages[0].content', category: 'ADDRESS', evidence: '14 Old Mill Road' },
      { field: 'messages[0].content', category: 'NAME', evidence: '王小明' },
    ]),
  );
});
