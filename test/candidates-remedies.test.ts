import { describe, expect, test } from 'vitest';
import { advise } from '../core/remedies/advise.ts';
import type { BadCluster } from '../core/remedies/cluster.ts';
import { adviseOn } from '../core/remedies/rules.ts';

const all = { training: true, prompt: true, routing: true };
const none = { training: false, prompt: false, routing: false };
const cluster = (fields: Partial<BadCluster>): BadCluster => ({
  errorType: 'wrong_intent', intent: 'refund', cases: 10, judged: 20, toolErrors: 0, corrected: 8, distinctCorrections: 1, interactionIds: [1], ...fields,
});

describe('advice on a cluster of bad cases', () => {
  test.each([
    ['tools that failed are no problem of the model', { errorType: 'wrong_fact', toolErrors: 6 }, all, 'tool_fix', 'tools_failed'],
    ['what contradicts itself is a matter of the data', { distinctCorrections: 7 }, all, 'data_fix', 'corrections_contradict'],
    ['a form that is not kept is a matter of the prompt', { errorType: 'format' }, all, 'prompt', 'instructions_not_followed'],
    ['missing knowledge without corrections is a matter of the data', { errorType: 'hallucination', corrected: 1 }, all, 'data_fix', 'knowledge_missing'],
    ['verified corrections are trained on', {}, all, 'training', 'corrections_teach'],
    ['too hard where there is nothing to train with goes to a larger model', { corrected: 2 }, all, 'routing', 'too_hard_for_the_model'],
    ['demonstrations help where nothing else is configured', {}, { ...none, prompt: true }, 'prompt', 'demonstrations_may_help'],
    ['a few cases are watched', { cases: 2 }, all, 'watch', 'too_few_cases'],
    ['no corrections at all are a matter of the data', { corrected: 0 }, none, 'data_fix', 'no_corrections'],
    ['so are too few of them, and it says which of the two it is', { corrected: 4 }, none, 'data_fix', 'too_few_corrections'],
  ] as const)('%s', (_, fields, means, remedy, because) => {
    expect(adviseOn(cluster(fields), means)).toEqual({ remedy, because });
  });

  test('is given for every kind of error that a judge may name, and never for what is not configured', () => {
    for (const errorType of ['wrong_fact', 'wrong_intent', 'tool_misuse', 'format', 'incomplete', 'refusal', 'unsafe', 'hallucination', 'off_topic', 'style', 'other', 'own_type']) {
      expect(['data_fix', 'tool_fix', 'watch']).toContain(adviseOn(cluster({ errorType }), none).remedy);
      expect(['training', 'prompt']).toContain(adviseOn(cluster({ errorType }), all).remedy);
    }
  });
});

test('the largest cluster comes first, with its share of all bad cases', () => {
  const advised = advise([cluster({ cases: 5, intent: 'a' }), cluster({ cases: 15, intent: 'b' }), cluster({ cases: 5, intent: 'a', errorType: 'style' })], all);
  expect(advised.map(({ intent, errorType, share }) => [intent, errorType, share])).toEqual([['b', 'wrong_intent', 0.6], ['a', 'style', 0.2], ['a', 'wrong_intent', 0.2]]);
});
