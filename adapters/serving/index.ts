import type OpenAI from 'openai';
import type { Chat } from '../llm/chat.ts';
import { openAiServing } from './openai.ts';
import type { ServingTarget } from './serving-target.ts';
import { vllmServing } from './vllm.ts';

/** What a serving target is built from: calls to its base URL. */
export type ServingContext = { client: OpenAI; chat: Chat };

/** Every kind of serving target that a worker's configuration can name. A new one is one file and one line. */
export const servingKinds: Readonly<Record<'openai' | 'vllm', (context: ServingContext) => ServingTarget>> = {
  openai: openAiServing,
  vllm: vllmServing,
};
