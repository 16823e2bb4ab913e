import { setTimeout as delay } from 'node:timers/promises';
import type { Chat } from '../llm/chat.ts';
import { ProviderError } from '../llm/provider-error.ts';

const attempts = 8;
const firstPauseMs = 500;
const longestPauseMs = 30_000;

/**
 * A chat that outlasts what passes: rate limits (all calls wait as long as the provider asks), failures of the server,
 * broken connections. A provider that has never answered is not waited for when it cannot be reached at all.
 *
 * @throws ProviderError the last one, or one that asking again cannot mend
 */
export function patientChat(chat: Chat, signal: AbortSignal): Chat {
  let answered = false;
  let notBefore = 0;
  return async (request) => {
    for (let attempt = 1; ; attempt += 1) {
      const wait = notBefore - performance.now();
      if (wait > 0) await delay(wait, undefined, { signal });
      try {
        const reply = await chat(request);
        answered = true;
        return reply;
      } catch (error) {
        if (!(error instanceof ProviderError) || !error.retryable || attempt === attempts) throw error;
        if (!answered && error.type === 'provider_unreachable') throw error;
        const pause = error.retryAfterMs ?? Math.min(firstPauseMs * 2 ** (attempt - 1), longestPauseMs);
        if (error.type === 'provider_rate_limited') notBefore = Math.max(notBefore, performance.now() + pause);
        else await delay(pause, undefined, { signal });
      }
    }
  };
}
