/** What went wrong at a provider, in words that are safe in a workflow history. */
export type ProviderErrorType =
  | 'provider_rate_limited'
  | 'provider_unavailable'
  | 'provider_timeout'
  | 'provider_unreachable'
  | 'provider_bad_request'
  | 'provider_unauthorised'
  | 'provider_forbidden'
  | 'provider_not_found'
  | 'training_forbidden'
  | 'trainer_not_here'
  | 'model_not_served';

/**
 * A failed call. `message` holds type, status and request id only; `detail` holds the provider's own words,
 * which may echo a user's text: they go to the database, never to a history or a log.
 */
export class ProviderError extends Error {
  readonly type: ProviderErrorType;
  readonly retryable: boolean;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly detail: string;

  constructor(fields: {
    type: ProviderErrorType;
    retryable: boolean;
    detail: string;
    status?: number | undefined;
    requestId?: string | undefined;
    retryAfterMs?: number | undefined;
  }) {
    const status = fields.status === undefined ? '' : ` (status ${fields.status})`;
    super(`${fields.type.replaceAll('_', ' ')}${status}`);
    this.name = 'ProviderError';
    this.type = fields.type;
    this.retryable = fields.retryable;
    this.status = fields.status;
    this.requestId = fields.requestId;
    this.retryAfterMs = fields.retryAfterMs;
    this.detail = fields.detail;
  }

  /** Whether the request may have been carried out although no answer came: the dangerous kind when it costs money. */
  get answerLost(): boolean {
    return this.type === 'provider_timeout' || this.type === 'provider_unreachable' || this.type === 'provider_unavailable';
  }
}
