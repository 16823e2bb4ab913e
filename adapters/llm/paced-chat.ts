import { estimateTokens } from '../../core/balancing/token-estimate.ts';
import type { Chat, ChatRequest } from './chat.ts';
import type { Pace } from './pace.ts';
import { ProviderError } from './provider-error.ts';

/** An answer's tokens before it is known. */
export const assumedCompletionTokens = 300;
/** A call that is refused so often goes back to whoever repeats failed work, with the provider's pause. */
const refusalsInPlace = 8;

/** The tokens of a call as they are set aside before it. */
export const estimatedPromptTokens = ({ messages, jsonSchema }: Pick<ChatRequest, 'messages' | 'jsonSchema'>): number =>
  messages.reduce((sum, { content, tool_calls }) => sum + estimateTokens(content) + (tool_calls ? estimateTokens(JSON.stringify(tool_calls)) : 0) + 3, 0) +
  (jsonSchema ? estimateTokens(JSON.stringify(jsonSchema)) : 0);

/**
 * The same chat at the pace that all workers share. A refusal for the rate holds every worker's calls to that model for as
 * long as the provider asks, and the call is made again after it: no attempt of the work around it is lost to a storm.
 */
export function pacedChat(chat: Chat, pace: Pace): Chat {
  return async (request) => {
    const tokens = estimatedPromptTokens(request) + assumedCompletionTokens;
    const entry = { tokens, among: request.among, signal: request.signal };
    for (let refusals = 1; ; refusals += 1) {
      const pass = await pace.enter(request.model, entry);
      try {
        const reply = await chat(request);
        pass.leave({ end: 'answered', tokens: reply.promptTokens + reply.completionTokens });
        return reply;
      } catch (error) {
        // A 503 that says when to come back is a refusal, too.
        const limited = error instanceof ProviderError && (error.type === 'provider_rate_limited' || error.retryAfterMs !== undefined);
        pass.leave(limited ? { end: 'limited', retryAfterMs: error.retryAfterMs } : { end: 'failed' });
        if (!limited || refusals >= refusalsInPlace) throw error;
      }
    }
  };
}
