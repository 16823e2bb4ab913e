import type { ChatReply } from '../adapters/llm/chat.ts';
import type { JudgedScore } from '../adapters/store/results.ts';
import type { JudgeCall } from '../core/evaluation/judged/judge-call.ts';
import { readRubric, rubricCalls, rubricScore } from '../core/evaluation/judged/rubric.ts';
import type { Message } from '../core/interaction/message.ts';

type Judged = { score: number; error: string | null; judged: JudgedScore };

/** Asks the judge criterion by criterion; one answer that cannot be read leaves the reply without a score. */
export async function judgeByRubric(
  ask: (call: JudgeCall) => Promise<ChatReply>,
  { messages, reply, expected }: { messages: readonly Message[]; reply: string; expected: string },
  model: string,
): Promise<Judged> {
  const rubric = readRubric(expected);
  const answers: ChatReply[] = [];
  for (const call of rubricCalls(messages, reply, rubric)) answers.push(await ask(call));
  const { score, met } = rubricScore(answers.map(({ text }) => text), rubric);
  const sum = (of: (answer: ChatReply) => number): number => answers.reduce((total, answer) => total + of(answer), 0);
  const judged = {
    model, met, promptTokens: sum((one) => one.promptTokens), completionTokens: sum((one) => one.completionTokens),
    costUsd: answers.every(({ costUsd }) => costUsd !== null) ? sum(({ costUsd }) => costUsd ?? 0) : null,
  };
  return score === null ? { score: 0, error: 'judge_unreadable', judged } : { score, error: null, judged };
}
