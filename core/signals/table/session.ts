import type { SignalDefinition } from './definition.ts';

/** What the turns of a session say together; see `session.ts`. */
export const sessionSignals: readonly SignalDefinition[] = [
  {
    code: 'user_retry_or_rephrase',
    family: 'session',
    role: 'primary',
    applies: ({ askedAgain }, { signal_on_retry }) => signal_on_retry && askedAgain !== null,
    fires: ({ askedAgain }) => (askedAgain === true ? { weight: 'medium', evidence: [{ field: 'next_query_repeats', value: true }] } : undefined),
  },
  {
    code: 'user_abandoned',
    family: 'session',
    role: 'primary',
    applies: ({ endedOnError }, { signal_on_abandonment }) => signal_on_abandonment && endedOnError !== null,
    fires: ({ endedOnError }) => (endedOnError === true ? { weight: 'medium', evidence: [{ field: 'session_ends_on_error', value: true }] } : undefined),
  },
];
