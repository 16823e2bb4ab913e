import pLimit from 'p-limit';
import type { Chat } from '../../adapters/llm/chat.ts';
import type { Candidate } from '../../adapters/store/candidates.ts';
import type { InteractionLog, LoggedFeedback } from '../../adapters/store/interaction-log.ts';
import { answerAs } from '../../core/candidate/answer.ts';
import { normaliseText } from '../../core/evaluation/normalise.ts';
import type { Message } from '../../core/interaction/message.ts';
import { simulateFeedback } from '../../sandbox/traffic/simulate-feedback.ts';
import type { Turn } from '../../sandbox/traffic/support-traffic.ts';

/** Users who talk to the agent at the same time. */
const users = 16;
const chatTimeoutMs = 30_000;

export type PlayedDay = { interactions: number; right: number; late: LoggedFeedback[] };

/**
 * One day of production: users ask, the champion answers, both are logged, and some users rate what they got; late
 * ones only on the next day.
 */
export async function playDay(day: { name: string; start: Date; turns: readonly Turn[]; seed: number }, agent: { champion: Candidate; chat: Chat; log: InteractionLog }): Promise<PlayedDay> {
  const feedbackOn = simulateFeedback({ seed: day.seed });
  const limit = pLimit(users);
  const stepMs = Math.floor(86_400_000 / Math.max(day.turns.length, 1));
  const late: LoggedFeedback[] = [];
  let right = 0;
  await Promise.all(
    day.turns.map((turn, index) =>
      limit(async () => {
        const id = `${day.name}-${index}`;
        const at = new Date(day.start.getTime() + index * stepMs);
        const messages: Message[] = [{ role: 'user', content: turn.text }];
        const reply = await answerAs(agent.champion, messages, (call) => agent.chat({ ...call, wantMargin: true, timeoutMs: chatTimeoutMs }));
        const isRight = normaliseText(reply.text) === normaliseText(turn.reply);
        if (isRight) right++;
        await agent.log.logInteraction({
          id, at, messages, reply: reply.text, model: reply.model, user: `customer-${index % 211}`, session: `${day.name}-session-${index}`,
          promptTokens: reply.promptTokens, completionTokens: reply.completionTokens, latencyMs: reply.latencyMs,
          ...(reply.margin !== undefined && { margin: reply.margin }),
        });
        const said = feedbackOn(id, isRight);
        if (said?.rating === undefined) return;
        const feedback = { interactionId: id, rating: said.rating, at: new Date(at.getTime() + (said.late ? 86_400_000 : 60_000)) };
        if (said.late) late.push(feedback);
        else await agent.log.recordFeedback(feedback);
      }),
    ),
  );
  return { interactions: day.turns.length, right, late };
}

/** Share of cases that a candidate answers rightly. */
export async function accuracyOn(cases: readonly Turn[], candidate: Candidate, chat: Chat): Promise<number> {
  const limit = pLimit(users);
  const right = await Promise.all(
    cases.map(({ text, reply }) =>
      limit(async () => {
        const answer = await answerAs(candidate, [{ role: 'user', content: text }], (call) => chat({ ...call, timeoutMs: chatTimeoutMs }));
        return normaliseText(answer.text) === normaliseText(reply);
      }),
    ),
  );
  return right.filter(Boolean).length / Math.max(cases.length, 1);
}
