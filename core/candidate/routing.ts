import { z } from 'zod';
import { normaliseText } from '../evaluation/normalise.ts';

/**
 * Who answers instead of the candidate's own model, and when. The first rule that holds decides: rules on the question
 * before anything is asked, the others on the model's own reply.
 */
export const routingRuleSchema = z.discriminatedUnion('when', [
  /** The question is of this intent: the weights of its words (each counted once) sum to `above` or more. */
  z.strictObject({ when: z.literal('intent'), intent: z.string(), words: z.record(z.string(), z.number()), above: z.number(), model: z.string() }),
  /** The reply is one of those that say "I do not know", compared without case, white space and Unicode form. */
  z.strictObject({ when: z.literal('abstains'), replies: z.array(z.string()), model: z.string() }),
  /** The model was torn: its reply's margin (0 torn, 1 sure) is lower than this, or unknown. */
  z.strictObject({ when: z.literal('margin_below'), margin: z.number().min(0).max(1), model: z.string() }),
]);
export type RoutingRule = z.infer<typeof routingRuleSchema>;
export type Routing = { rules: RoutingRule[] };

/** Lower-case words of letters and digits, each once. */
export const wordsOfQuestion = (question: string): Set<string> => new Set(question.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);

/** The first rule that sends this question to another model before the first one is asked. */
export function ruleOnQuestion(routing: Routing, question: string): RoutingRule | undefined {
  if (!routing.rules.some(({ when }) => when === 'intent')) return undefined;
  const words = wordsOfQuestion(question);
  return routing.rules.find((rule) => rule.when === 'intent' && scoreOf(rule.words, words) >= rule.above);
}

function scoreOf(weights: Readonly<Record<string, number>>, words: ReadonlySet<string>): number {
  let score = 0;
  for (const word of words) if (Object.hasOwn(weights, word)) score += weights[word] as number;
  return score;
}

/** The first rule that asks another model because of what the candidate's own model replied. */
export function ruleOnReply(routing: Routing, reply: { text: string; margin?: number | undefined }): RoutingRule | undefined {
  return routing.rules.find((rule) => {
    if (rule.when === 'abstains') return rule.replies.some((one) => normaliseText(one) === normaliseText(reply.text));
    return rule.when === 'margin_below' && (reply.margin ?? 0) < rule.margin;
  });
}
