import { describe, expect, test } from 'vitest';
import { answerAs, modelsOf, type Ask } from '../core/candidate/answer.ts';
import type { RoutingRule } from '../core/candidate/routing.ts';
import { wayId } from '../core/candidate/way-id.ts';
import type { Message } from '../core/interaction/message.ts';

const question: Message[] = [{ role: 'system', content: 'old' }, { role: 'user', content: 'Where is my card?' }];
const plain = { model: 'small', system_prompt: 'new', examples: [{ role: 'user', content: 'a' }, { role: 'assistant', content: 'b' }] satisfies Message[] };

/** Two models: the small one says it does not know, torn. */
function recorder(small: { text?: string; margin?: number } = {}): { ask: Ask; calls: Parameters<Ask>[0][] } {
  const calls: Parameters<Ask>[0][] = [];
  const ask: Ask = async (call) => {
    calls.push(call);
    const large = call.model === 'large';
    return { text: large ? 'in the post' : 'no idea', margin: 0.2, ...(large ? {} : small), model: `${call.model}-2026`, promptTokens: 10, completionTokens: 2, costUsd: large ? 4 : 1, latencyMs: 5 };
  };
  return { ask, calls };
}
const routed = (...rules: RoutingRule[]) => ({ ...plain, routing: { rules } });

describe('a candidate answers', () => {
  test('with its own system prompt and examples in front of the conversation', async () => {
    const { ask, calls } = recorder();
    const answer = await answerAs(plain, question, ask);
    expect(calls).toEqual([
      { model: 'small', wantMargin: false, messages: [{ role: 'system', content: 'new' }, ...plain.examples, { role: 'user', content: 'Where is my card?' }] },
    ]);
    expect(answer).toMatchObject({ text: 'no idea', costUsd: 1, route: 'first', calls: [{ asked: 'small', model: 'small-2026' }] });
  });

  test('through a larger model when its own one is torn, and both calls are paid', async () => {
    const { ask, calls } = recorder();
    const answer = await answerAs(routed({ when: 'margin_below', margin: 0.3, model: 'large' }), question, ask);
    expect(calls.map(({ model, wantMargin }) => [model, wantMargin])).toEqual([['small', true], ['large', false]]);
    expect(answer).toMatchObject({ text: 'in the post', model: 'large-2026', costUsd: 5, promptTokens: 20, latencyMs: 10, route: 'margin_below' });
    expect(answer.calls.map(({ asked }) => asked)).toEqual(['small', 'large']);
  });

  test('by itself when it is sure enough, and through the larger one when no margin is known', async () => {
    const rule: RoutingRule = { when: 'margin_below', margin: 0.1, model: 'large' };
    expect((await answerAs(routed(rule), question, recorder().ask)).text).toBe('no idea');
    const unknown: Ask = async (call) => {
      const { margin: _, ...reply } = await recorder().ask(call);
      return reply;
    };
    expect((await answerAs(routed(rule), question, unknown)).text).toBe('in the post');
  });

  test('through the larger model when its own one abstains, however it is written', async () => {
    const rule: RoutingRule = { when: 'abstains', replies: ['No  IDEA'], model: 'large' };
    expect((await answerAs(routed(rule), question, recorder().ask)).route).toBe('abstains');
    expect((await answerAs(routed(rule), question, recorder({ text: 'no idea at all' }).ask)).route).toBe('first');
  });

  test('through the larger model alone when the words of the question say so', async () => {
    const rule = (above: number): RoutingRule => ({ when: 'intent', intent: 'card_arrival', words: { card: 1, where: 0.5 }, above, model: 'large' });
    const { ask, calls } = recorder();
    expect(await answerAs(routed(rule(1.5)), question, ask)).toMatchObject({ text: 'in the post', costUsd: 4, route: 'intent' });
    expect(calls).toHaveLength(1);
    expect((await answerAs(routed(rule(1.6)), question, recorder().ask)).route).toBe('first');
  });
});

test('a way of answering has an id of its own for everything that changes an answer', () => {
  const ways = [plain, { ...plain, model: 'large' }, { ...plain, system_prompt: null }, { ...plain, examples: [] }, routed({ when: 'abstains', replies: [], model: 'large' })];
  expect(new Set(ways.map((way) => wayId(way))).size).toBe(ways.length);
  expect(wayId({ ...plain, routing: null })).toBe(wayId(plain));
  expect(wayId(plain, true)).not.toBe(wayId(plain));
});

test('every model that a candidate may ask is known beforehand', () => {
  expect(modelsOf(routed({ when: 'abstains', replies: [], model: 'large' }, { when: 'margin_below', margin: 0.1, model: 'large' }))).toEqual(['small', 'large']);
});
