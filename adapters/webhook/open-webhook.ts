import { createHmac } from 'node:crypto';
import type { Notice } from '../../core/cycle/notice.ts';
import { ProviderError } from '../llm/provider-error.ts';

/** Tells one address; resolves once it has said that it knows. */
export type Webhook = (notice: Notice) => Promise<void>;

const timeoutMs = 10_000;
const passing = new Set([408, 409, 425, 429]);

/**
 * Signed as Standard Webhooks 1.0 (symmetric): HMAC-SHA256 over `id.timestamp.body`, in headers beside the id and the time
 * in seconds. Receivers have libraries for it, and turn away what is old or known.
 *
 * @param secret as it is, or base64 after `whsec_`
 * @param nowMs Unix time in milliseconds
 */
export function openWebhook({ url, secret, nowMs = Date.now }: { url: string; secret: string; nowMs?: () => number }): Webhook {
  return async ({ id, event, at, agent, candidateId, cycleId, by }) => {
    const body = JSON.stringify({ type: `release.${event}`, timestamp: at, data: { agent, candidate: candidateId, cycle: cycleId, by } });
    const seconds = Math.floor(nowMs() / 1_000);
    const headers = { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': signatureOf({ secret, id, seconds, body }) };
    // A redirect would carry the signed notice to an address that nobody configured.
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) }).catch((error: unknown) => {
      const { name, cause } = error as { name?: string; cause?: { code?: string } };
      throw new ProviderError({ type: name === 'TimeoutError' ? 'provider_timeout' : 'provider_unreachable', retryable: true, detail: cause?.code ?? name ?? 'no answer' });
    });
    await response.body?.cancel();
    if (response.ok) return;
    const retryable = response.status >= 500 || passing.has(response.status);
    throw new ProviderError({ type: retryable ? 'provider_unavailable' : 'provider_bad_request', retryable, status: response.status, detail: 'the webhook was not accepted' });
  };
}

/** `v1,` and the HMAC of what a receiver must see unchanged: id, seconds since 1970, and the body byte for byte. */
export function signatureOf({ secret, id, seconds, body }: { secret: string; id: string; seconds: number; body: string }): string {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret);
  return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`;
}
