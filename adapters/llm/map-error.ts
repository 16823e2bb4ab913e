import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';
import { ProviderError, type ProviderErrorType } from './provider-error.ts';

/** A provider that asks for more than this is asked again anyway: its clock may be wrong. */
const longestRetryAfterMs = 5 * 60_000;

/** The permanent answers. Asking again would only repeat them. */
const permanent: Record<number, ProviderErrorType> = {
  401: 'provider_unauthorised',
  403: 'provider_forbidden',
  404: 'provider_not_found',
};

/** Maps whatever the OpenAI client throws. Anything that is not a provider's error comes back as it is. */
export function mapProviderError(error: unknown): unknown {
  if (error instanceof APIUserAbortError) return error;
  if (error instanceof APIConnectionTimeoutError) {
    return new ProviderError({ type: 'provider_timeout', retryable: true, detail: error.message });
  }
  if (error instanceof APIConnectionError) {
    return new ProviderError({ type: 'provider_unreachable', retryable: true, detail: `${error.message}: ${String(error.cause)}` });
  }
  if (!(error instanceof APIError)) return error;
  const status = error.status as number | undefined;
  const about = { status, requestId: error.requestID ?? undefined, detail: error.message };
  if (status === 429) {
    return new ProviderError({ ...about, type: 'provider_rate_limited', retryable: true, retryAfterMs: retryAfter(error.headers) });
  }
  if (status === undefined || status === 408 || status === 409 || status >= 500) {
    return new ProviderError({ ...about, type: 'provider_unavailable', retryable: true, retryAfterMs: retryAfter(error.headers) });
  }
  return new ProviderError({ ...about, type: permanent[status] ?? 'provider_bad_request', retryable: false });
}

/** `Retry-After` in seconds or as a date (RFC 9110), in milliseconds. */
function retryAfter(headers: Headers | undefined): number | undefined {
  const value = headers?.get('retry-after');
  if (!value) return undefined;
  const ms = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), longestRetryAfterMs) : undefined;
}
