import { describe, expect, test } from 'vitest';
import { chooseRouting, marginRules, simulateRouting, weakIntents, type ModelAnswer, type RoutedQuestion } from '../core/candidate/choose-routing.ts';
import { learnRecogniser } from '../core/candidate/recognise-intent.ts';
import { ruleOnQuestion } from '../core/candidate/routing.ts';

/** 100 questions: the small model is right where it is sure (70 of them), the large one on 90, at ten times the price. */
const questions: RoutedQuestion[] = Array.from({ length: 100 }, (_, index) => {
  const large: ModelAnswer = { right: index >= 10, reply: 'l', margin: null, costUsd: 10 };
  return {
    question: `question ${index}`, intent: index < 30 ? 'hard' : 'easy', champion: large,
    byModel: new Map<string, ModelAnswer>([['small', { right: index >= 30, reply: 's', margin: index / 100, costUsd: 1 }], ['large', large]]),
  };
});
const options = marginRules(questions, 'small', 'large').map((rules) => ({ model: 'small', routing: { rules } }));

describe('routing rules', () => {
  test('cost what was asked, and are right where who answered was right', () => {
    expect(simulateRouting(questions, 'small', { rules: [{ when: 'margin_below', margin: 0.3, model: 'large' }] })).toEqual({ right: 90, asked: 100, costUsd: 400, sentOn: 30, gained: 0, lost: 0 });
    expect(simulateRouting(questions, 'small', { rules: [] })).toEqual({ right: 70, asked: 100, costUsd: 100, sentOn: 0, gained: 0, lost: 20 });
  });

  test('are chosen as cheap as they can be without losing to the champion', () => {
    const chosen = chooseRouting(questions, options, 'cost');
    expect(chosen?.figures.right).toBe(90);
    expect(chosen?.figures.costUsd).toBeLessThan(500);
    expect(chosen?.routing.rules[0]).toMatchObject({ when: 'margin_below' });
  });

  test('are none where the champion is as good and cheaper, or where a price is missing', () => {
    const cheap = questions.map((one) => ({ ...one, champion: { ...one.champion, costUsd: 0.5 } }));
    expect(chooseRouting(cheap, options, 'cost')).toBeUndefined();
    const unpriced = questions.map((one) => ({ ...one, champion: { ...one.champion, costUsd: null } }));
    expect(chooseRouting(unpriced, options, 'cost')).toBeUndefined();
  });

  test('for accuracy beat a champion that is worse than both models together', () => {
    const weak = questions.map((one) => ({ ...one, champion: one.byModel.get('small')! }));
    expect(chooseRouting(weak, options, 'accuracy')?.figures.right).toBe(90);
    expect(chooseRouting(questions, options, 'accuracy')).toBeUndefined();
  });

  test('know the intents that the first model fails at', () => {
    expect(weakIntents(questions, 'small', 'large')).toEqual(['hard']);
  });
});

test('an intent is recognised by its words, precisely enough, or not at all', () => {
  const training = Array.from({ length: 60 }, (_, index) => ({
    intent: index % 3 === 0 ? 'lost_card' : 'other',
    question: index % 3 === 0 ? `I lost my card number ${index}` : `what is the fee of transfer ${index} with my account`,
  }));
  const recogniser = learnRecogniser(training, 'lost_card');
  expect(Object.keys(recogniser?.words ?? {})).toContain('lost');
  const routing = { rules: [{ when: 'intent' as const, intent: 'lost_card', ...recogniser!, model: 'large' }] };
  expect(ruleOnQuestion(routing, 'Help, I LOST the card!')?.model).toBe('large');
  expect(ruleOnQuestion(routing, 'What is the fee?')).toBeUndefined();
  expect(ruleOnQuestion(routing, 'constructor toString __proto__')).toBeUndefined();
  const alike = training.map((one) => ({ ...one, question: 'the same words' }));
  expect(learnRecogniser(alike, 'lost_card')).toBeUndefined();
  expect(learnRecogniser(training.slice(0, 4), 'lost_card')).toBeUndefined();
});
