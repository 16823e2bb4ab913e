import OpenAI from 'openai';
import { z } from 'zod';
import type { Reply } from '../../core/candidate/answer.ts';
import { toolCallSchema, type Message } from '../../core/interaction/message.ts';
import { storableText } from '../../core/interaction/content.ts';
import { replyMargin } from '../../core/interaction/margin.ts';
import { costOf } from '../../core/spending/prices.ts';
import { mapProviderError } from './map-error.ts';
import { publishedPrices, type PriceOf } from './prices.ts';

export type ChatRequest = {
  model: string;
  messages: readonly Message[];
  /** A strict JSON schema that the reply must follow. */
  jsonSchema?: { name: string; schema: Record<string, unknown>; /** For endpoints that take no schema; the prompt then holds it. */ as?: 'json_object' | 'prompt' };
  /** What the model may call, in the shape of the API. */
  tools?: readonly unknown[];
  /** Ask for the reply's margin; models that cannot give log probabilities leave it undefined. */
  wantMargin?: boolean;
  /** Another seed may be another opinion; endpoints without one ignore it. */
  seed?: number;
  timeoutMs: number;
  signal?: AbortSignal;
  /** Calls of one name share this limit, whichever worker makes them, inside that of the model. */
  among?: { name: string; concurrency: number };
};

export type ChatReply = Reply;

export type Chat = (request: ChatRequest) => Promise<ChatReply>;

export type ProviderConfig = {
  /** Undefined: OpenAI itself. */
  baseUrl: string | undefined;
  apiKey: string;
};

/** Retries belong to Temporal: a client that retries by itself hides failures and, for trainings, pays twice. */
export function openClient(config: ProviderConfig): OpenAI {
  // A redirect is an error: rows go to the host that was configured and to no other.
  return new OpenAI({ apiKey: config.apiKey, baseURL: config.baseUrl ?? null, maxRetries: 0, fetchOptions: { redirect: 'manual' } });
}

/**
 * One chat completion.
 *
 * @throws ProviderError
 */
export function openChat(client: OpenAI, priceOf: PriceOf = publishedPrices(client)): Chat {
  return async ({ model, messages, jsonSchema, wantMargin, seed, tools, timeoutMs, signal }) => {
    const started = performance.now();
    try {
      const completion = await client.chat.completions.create(
        {
          model,
          messages: messages as OpenAI.ChatCompletionMessageParam[],
          ...(jsonSchema && responseFormat(jsonSchema)),
          ...(wantMargin && { logprobs: true, top_logprobs: 2 }),
          ...(seed !== undefined && { seed }),
          ...(tools && tools.length > 0 && { tools: tools as OpenAI.ChatCompletionTool[] }),
        },
        { timeout: timeoutMs, ...(signal && { signal }) },
      );
      const choice = completion.choices[0];
      const promptTokens = completion.usage?.prompt_tokens ?? 0;
      const completionTokens = completion.usage?.completion_tokens ?? 0;
      const margin = replyMargin(choice?.logprobs?.content);
      return {
        // NUL and lone surrogates cannot be stored; a model can be talked into writing them.
        text: (choice?.message.content ?? choice?.message.refusal ?? '').replaceAll('\0', '').toWellFormed(),
        model: completion.model,
        promptTokens,
        completionTokens,
        costUsd: costOf(await priceOf(model), promptTokens, completionTokens),
        latencyMs: performance.now() - started,
        ...(margin !== undefined && { margin }),
        ...toolCallsOf(choice?.message.tool_calls),
      };
    } catch (error) {
      throw mapProviderError(error);
    }
  };
}

/** Calls of functions; what else a model may call has no place in a reply that is graded. */
function toolCallsOf(calls: unknown): Pick<ChatReply, 'toolCalls'> {
  const { data } = z.array(toolCallSchema).safeParse(calls);
  if (!data || data.length === 0) return {};
  return { toolCalls: data.map((call) => ({ ...call, function: { name: storableText(call.function.name), arguments: storableText(call.function.arguments) } })) };
}

function responseFormat({ as, ...schema }: NonNullable<ChatRequest['jsonSchema']>): Pick<OpenAI.ChatCompletionCreateParams, 'response_format'> {
  if (as === 'prompt') return {};
  return { response_format: as === 'json_object' ? { type: 'json_object' } : { type: 'json_schema', json_schema: { ...schema, strict: true } } };
}
