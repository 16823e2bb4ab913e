import { expect, test } from 'vitest';
import { contradictions, type JudgedQuestion } from '../core/agreement/contradictions.ts';

let next = 0;
const item = (question: string, more: Partial<JudgedQuestion> = {}): JudgedQuestion => ({ id: (next += 1), question, context: '', intent: 'card', reply: 'r', verdict: 'good', ...more });

test('who wants something else than most of the near-duplicates is named; where there is no majority all are', () => {
  const most = [item('Why has my card not arrived yet?'), item('why has my card not arrived yet'), item('Why has my card not arrived yet??', { intent: 'cash' })];
  expect(contradictions(most)).toEqual([{ id: most[2]!.id, rubric: 'intent', reason: 'neighbours_want_something_else' }]);
  const even = [item('Can I return the red bicycle?'), item('can I return the red bicycle', { intent: 'cash' })];
  expect(contradictions(even).map(({ id }) => id)).toEqual(even.map(({ id }) => id));
  expect(contradictions([item('Where is the shop?'), item('When do you open?', { intent: 'hours' })])).toEqual([]);
});

test('the same reply to the same question is judged alike; another reply, or another talk before it, is another case', () => {
  const question = 'How long does a transfer take to arrive?';
  const same = [item(question), item(question), item(question, { verdict: 'bad' })];
  expect(contradictions(same)).toEqual([{ id: same[2]!.id, rubric: 'verdict', reason: 'neighbours_judged_otherwise' }]);
  expect(contradictions([item(question), item(question, { verdict: 'bad', reply: 'other' })])).toEqual([]);
  expect(contradictions([item(question), item(question, { verdict: 'bad', context: 'earlier', intent: 'cash' })])).toEqual([]);
});

test('imported examples speak, and are asked about never', () => {
  const question = 'My contactless payment does not work';
  const imported = { id: null, reply: null, verdict: null } as const;
  const judged = item(question, { intent: 'cash' });
  expect(contradictions([item(question, imported), item(question, imported), judged])).toEqual([{ id: judged.id, rubric: 'intent', reason: 'neighbours_want_something_else' }]);
});
