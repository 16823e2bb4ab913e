import type { Chat, ChatReply, ChatRequest } from '../adapters/llm/chat.ts';
import type { StructuredOutput } from '../core/annotation/answer-schema.ts';
import { inOutput } from '../core/annotation/judge-prompt.ts';
import type { JudgeCall } from '../core/evaluation/judged/judge-call.ts';

/** The model that judges replies to cases, and in which form its endpoint is told what an answer looks like. */
export type CaseJudge = { model: string; structuredOutput: StructuredOutput };

/** @throws ProviderError, from what it returns */
export const judgeChat = (chat: Chat, { model, structuredOutput }: CaseJudge, options: Pick<ChatRequest, 'seed' | 'timeoutMs' | 'signal'>) =>
  ({ messages, jsonSchema }: JudgeCall): Promise<ChatReply> => chat({ ...inOutput(messages, jsonSchema, structuredOutput), ...options, model });
