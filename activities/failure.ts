import { ApplicationFailure } from '@temporalio/common';
import { ProviderError } from '../adapters/llm/provider-error.ts';
import { InputError } from '../core/errors/input-error.ts';
import { RefusalError } from '../core/errors/refusal-error.ts';
import { remedyOf } from '../core/training/remedy.ts';

/** SQLSTATE classes that pass by themselves: connection, transaction rollback, resources, operator intervention. */
const passingSqlClasses = new Set(['08', '40', '53', '55', '57']);
/** The process stood still for too long in a transaction. */
const stoodStill = '25P03';
const networkCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN']);

export type SafeFailure = {
  type: string;
  retryable: boolean;
  status?: number | undefined;
  requestId?: string | undefined;
  retryAfterMs?: number | undefined;
};

/** What may be said of an error in a workflow history: kinds, codes and ids. Its own words may echo a user's text. */
export function classify(error: unknown): SafeFailure {
  if (error instanceof ProviderError) return error;
  if (error instanceof InputError) return { type: 'configuration', retryable: false };
  if (error instanceof RefusalError) return { type: error.code, retryable: false };
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string') {
    if (networkCodes.has(code)) return { type: 'unreachable', retryable: true };
    if (/^[0-9A-Z]{5}$/.test(code)) return { type: `database_${code}`, retryable: passingSqlClasses.has(code.slice(0, 2)) || code === stoodStill };
  }
  const message = error instanceof Error ? error.message : '';
  if (/Connection terminated|connection timeout|timeout exceeded when trying to connect/i.test(message)) return { type: 'database_unreachable', retryable: true };
  return { type: 'internal', retryable: true };
}

/** The failure that Temporal sees instead of the error. */
export function toFailure({ type, retryable, status, requestId, retryAfterMs }: SafeFailure): ApplicationFailure {
  const about = [status && `status ${status}`, requestId && /^[\w.-]{1,80}$/.test(requestId) && `request ${requestId}`].filter(Boolean).join(', ');
  const said = about ? `${type} (${about}); details are in the store` : `${type}; details are in the store`;
  const remedy = remedyOf(type);
  return ApplicationFailure.create({
    type,
    message: remedy ? `${said}. ${remedy}` : said,
    nonRetryable: !retryable,
    ...(retryAfterMs !== undefined && { nextRetryDelay: retryAfterMs }),
  });
}
