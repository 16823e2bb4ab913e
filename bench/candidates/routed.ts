import { chooseRouting, marginRules, weakIntents, type ModelAnswer, type RoutedQuestion } from '../../core/candidate/choose-routing.ts';
import { learnRecogniser } from '../../core/candidate/recognise-intent.ts';
import type { RoutingRule } from '../../core/candidate/routing.ts';
import { abstainReply } from '../../sandbox/student/abstain.ts';
import { accuracy, ask, difference, four, tune, wayOf, type Scene } from './scene.ts';

const [trainingRows, validationRows] = [4_000, 800];

/** A small and a large model, both tuned on the same rows: what the rules that are cheapest on validation cost and lose on the test set. */
export async function routed(scene: Scene): Promise<void> {
  const rows = scene.training.slice(0, trainingRows);
  const validation = scene.training.slice(trainingRows, trainingRows + validationRows);
  const [small, large] = [await tune(scene, 'sandbox-small', rows), await tune(scene, 'sandbox-large', rows)];
  const [bySmall, byLarge] = [await ask(scene, wayOf(small), validation, true), await ask(scene, wayOf(large), validation)];
  const toAnswer = ({ right, text, margin, costUsd }: (typeof bySmall)[number]): ModelAnswer => ({ right, reply: text, margin: margin ?? null, costUsd });
  const questions = validation.map(({ text, intent }, index): RoutedQuestion => {
    const [one, other] = [toAnswer(bySmall[index]!), toAnswer(byLarge[index]!)];
    return { question: text, intent, champion: other, byModel: new Map([[small, one], [large, other]]) };
  });
  const training = rows.map(({ text, intent }) => ({ question: text, intent }));
  const intents = weakIntents(questions, small, large).flatMap((intent): RoutingRule[] => {
    const recogniser = learnRecogniser(training, intent);
    return recogniser ? [{ when: 'intent', intent, ...recogniser, model: large }] : [];
  });
  const abstains: RoutingRule = { when: 'abstains', replies: [abstainReply], model: large };
  const options = [[], intents].flatMap((first) => marginRules(questions, small, large).map((margins) => ({ model: small, routing: { rules: [...first, abstains, ...margins] } })));
  const chosen = chooseRouting(questions, options, 'cost');
  if (!chosen) return scene.print('no rules are as good as the large model and cheaper');
  const [alone, cheap, together] = [await ask(scene, wayOf(large), scene.test), await ask(scene, wayOf(small), scene.test), await ask(scene, { ...wayOf(small), routing: chosen.routing }, scene.test)];
  const cost = (answers: readonly { costUsd: number | null }[]): number => answers.reduce((sum, { costUsd }) => sum + (costUsd ?? NaN), 0);
  const sentOn = together.filter(({ route }) => route !== 'first').length / together.length;
  scene.print(
    `large ${four(accuracy(alone))}, small ${four(accuracy(cheap))}, routed ${four(accuracy(together))} (${difference(alone, together)} over large) ` +
      `at ${(100 * (cost(together) / cost(alone))).toFixed(1)} % of its cost; ${(100 * sentOn).toFixed(1)} % sent on, rules: ${chosen.routing.rules.map((rule) => (rule.when === 'margin_below' ? `margin < ${rule.margin}` : rule.when)).join(', ')}`,
  );
}
