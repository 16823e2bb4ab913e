import { lastUserText, type Message, type ToolCall } from '../interaction/message.ts';
import { candidateChat } from './chat.ts';
import { ruleOnQuestion, ruleOnReply, type Routing, type RoutingRule } from './routing.ts';

/** Raised when the same candidate row would answer differently than before: the version is part of a candidate's id. */
export const answeringVersion = 1;

/** What decides how a question is answered. */
export type WayOfAnswering = {
  model: string;
  system_prompt: string | null;
  examples: readonly Message[];
  routing?: Routing | null;
};

export type Reply = {
  text: string;
  /** The model that answered, as the provider names it. */
  model: string;
  promptTokens: number;
  completionTokens: number;
  /** Null when the price is unknown. */
  costUsd: number | null;
  latencyMs: number;
  margin?: number;
  /** What the model wants called; absent where it called nothing. */
  toolCalls?: ToolCall[];
};

/** One call to a model; `wantMargin` is set where a rule needs the reply's margin. */
export type Ask = (call: { model: string; messages: Message[]; wantMargin: boolean }) => Promise<Reply>;

/** The reply that counts, with tokens, cost and time of all calls together. */
export type Answer = Reply & {
  /** Every call, in order: which model was asked, and who answered. The last one's reply counts. */
  calls: { asked: string; model: string }[];
  /** Why another model than the first one answered; `first` when it did not. */
  route: RoutingRule['when'] | 'first';
};

/**
 * Answers a conversation as a candidate does: the one function for evaluation, for search and for whoever serves.
 * Without routing it is one call. With routing the question may go straight to another model, or the reply of the
 * candidate's own model may send it on to another one; then both calls are paid.
 *
 * @throws whatever `ask` throws
 */
export async function answerAs(candidate: WayOfAnswering, messages: readonly Message[], ask: Ask): Promise<Answer> {
  const chat = candidateChat(candidate, messages);
  const { routing } = candidate;
  const call = async (model: string, wantMargin = false): Promise<Answer> => {
    const reply = await ask({ model, messages: chat, wantMargin });
    return { ...reply, calls: [{ asked: model, model: reply.model }], route: 'first' };
  };
  if (!routing) return call(candidate.model);
  const before = ruleOnQuestion(routing, lastUserText(messages));
  if (before) return { ...(await call(before.model)), route: before.when };
  const first = await call(candidate.model, routing.rules.some(({ when }) => when === 'margin_below'));
  const after = ruleOnReply(routing, first);
  return after ? joined(first, await call(after.model), after.when) : first;
}

function joined(first: Answer, second: Answer, route: RoutingRule['when']): Answer {
  return {
    ...second,
    promptTokens: first.promptTokens + second.promptTokens,
    completionTokens: first.completionTokens + second.completionTokens,
    costUsd: first.costUsd === null || second.costUsd === null ? null : first.costUsd + second.costUsd,
    latencyMs: first.latencyMs + second.latencyMs,
    calls: [...first.calls, ...second.calls],
    route,
  };
}

/** Every model that the candidate may ask, each once: all of them have to be served before it is. */
export const modelsOf = (candidate: Pick<WayOfAnswering, 'model' | 'routing'>): string[] => [
  ...new Set([candidate.model, ...(candidate.routing?.rules ?? []).map(({ model }) => model)]),
];
