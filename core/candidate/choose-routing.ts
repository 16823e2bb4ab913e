import type { Routing, RoutingRule } from './routing.ts';
import { ruleOnQuestion, ruleOnReply } from './routing.ts';

/** What one model said to a validation question. */
export type ModelAnswer = { right: boolean; reply: string; margin: number | null; costUsd: number | null };

/** One validation question, with the answers of every model that may take part. */
export type RoutedQuestion = { question: string; intent: string; byModel: ReadonlyMap<string, ModelAnswer>; champion: ModelAnswer };

export type RoutingFigures = {
  right: number;
  asked: number;
  costUsd: number | null;
  sentOn: number;
  /** Right where the champion is wrong, and the other way round. */
  gained: number;
  lost: number;
};
export type RoutingChoice = { model: string; routing: Routing; figures: RoutingFigures };

/** As many thresholds as a person would look at; more would only fit the validation questions better than the next ones. */
const thresholdsTried = 20;

/** What one model came to on the questions by itself. */
export function figuresOf(answers: readonly ModelAnswer[]): RoutingFigures {
  const figures: RoutingFigures = { right: 0, asked: answers.length, costUsd: 0, sentOn: 0, gained: 0, lost: 0 };
  for (const { right, costUsd } of answers) {
    figures.right += right ? 1 : 0;
    figures.costUsd = figures.costUsd === null || costUsd === null ? null : figures.costUsd + costUsd;
  }
  return figures;
}

/** What the rules would have come to on these questions, from answers that are there already: no call is made. */
export function simulateRouting(questions: readonly RoutedQuestion[], model: string, routing: Routing): RoutingFigures {
  const figures: RoutingFigures = { right: 0, asked: questions.length, costUsd: 0, sentOn: 0, gained: 0, lost: 0 };
  const add = (cost: number | null): void => void (figures.costUsd = figures.costUsd === null || cost === null ? null : figures.costUsd + cost);
  for (const { question, byModel, champion } of questions) {
    const before = ruleOnQuestion(routing, question);
    const first = byModel.get(model) as ModelAnswer;
    const after = before ? undefined : ruleOnReply(routing, { text: first.reply, margin: first.margin ?? undefined });
    const rule = before ?? after;
    const last = rule ? (byModel.get(rule.model) as ModelAnswer) : first;
    if (!before) add(first.costUsd);
    if (rule) add(last.costUsd);
    figures.sentOn += rule ? 1 : 0;
    figures.right += last.right ? 1 : 0;
    if (last.right !== champion.right) figures[last.right ? 'gained' : 'lost'] += 1;
  }
  return figures;
}

/** Rules by margin for a first model: every threshold that parts the questions differently, at most 20 of them, and none. */
export function marginRules(questions: readonly RoutedQuestion[], model: string, larger: string): RoutingRule[][] {
  const margins = [...new Set(questions.flatMap(({ byModel }) => byModel.get(model)?.margin ?? []))].sort((a, b) => a - b);
  const picked = new Set(Array.from({ length: thresholdsTried }, (_, step) => margins[Math.floor(((step + 1) * margins.length) / (thresholdsTried + 1))]));
  const thresholds = [...picked].filter((margin) => margin !== undefined && margin > 0).map((margin) => Number((margin as number).toPrecision(3)));
  return [[], ...thresholds.map((margin): RoutingRule[] => [{ when: 'margin_below', margin, model: larger }])];
}

/** Intents of which the first model gets fewer right than the larger one: at least two questions fewer, or all of them wrong. */
export function weakIntents(questions: readonly RoutedQuestion[], model: string, larger: string): string[] {
  const gain = new Map<string, number>();
  for (const { intent, byModel } of questions) {
    const [first, other] = [byModel.get(model)?.right ? 1 : 0, byModel.get(larger)?.right ? 1 : 0];
    gain.set(intent, (gain.get(intent) ?? 0) + other - first);
  }
  return [...gain].filter(([, more]) => more >= 2).map(([intent]) => intent).sort();
}

/**
 * Of many rules some look as good as the champion by luck. The cheapest ones must therefore be ahead by half a standard error
 * of the difference on the same questions, sqrt(gained + lost) / 2: without it they lose some tenths of a point on new ones.
 */
const caution = 0.5;

/**
 * The rules that are best on the validation questions. For `cost` the cheapest that are not behind the champion, with some
 * caution, and cost less; for `accuracy` those that get most right, and more than the champion. Of equals the more right,
 * the cheaper, then the fewer rules.
 *
 * @returns undefined where none is better than the champion, or `cost` is the aim and a price is not known
 */
export function chooseRouting(questions: readonly RoutedQuestion[], options: readonly { model: string; routing: Routing }[], aim: 'cost' | 'accuracy'): RoutingChoice | undefined {
  const champion = figuresOf(questions.map((one) => one.champion));
  const cost = ({ figures }: RoutingChoice): number => figures.costUsd ?? Infinity;
  const choices = options.map(({ model, routing }): RoutingChoice => ({ model, routing, figures: simulateRouting(questions, model, routing) }));
  const better = choices.filter(({ figures }) =>
    aim === 'accuracy'
      ? figures.right > champion.right
      : figures.gained - figures.lost >= caution * Math.sqrt(figures.gained + figures.lost) && figures.costUsd !== null && champion.costUsd !== null && figures.costUsd < champion.costUsd,
  );
  const byCost = (a: RoutingChoice, b: RoutingChoice): number => (cost(a) === cost(b) ? 0 : cost(a) - cost(b));
  const byRight = (a: RoutingChoice, b: RoutingChoice): number => b.figures.right - a.figures.right;
  const [first, second] = aim === 'cost' ? [byCost, byRight] : [byRight, byCost];
  return better.sort((a, b) => first(a, b) || second(a, b) || a.routing.rules.length - b.routing.rules.length)[0];
}
