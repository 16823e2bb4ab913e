import type { SignalDefinition } from './definition.ts';

export const replySignals: readonly SignalDefinition[] = [
  {
    code: 'empty_reply',
    family: 'reply',
    role: 'primary',
    applies: ({ queryLength, responseLength }) => queryLength > 0 && responseLength !== null,
    fires: ({ responseLength }) => (responseLength === 0 ? { weight: 'high', evidence: [{ field: 'response_length', value: 0 }] } : undefined),
  },
  {
    code: 'suspect_empty_or_trivial_final_response',
    family: 'reply',
    role: 'primary',
    applies: ({ queryLength, responseLength }, { min_query_length_for_trivial_response }) => responseLength !== null && queryLength >= min_query_length_for_trivial_response,
    fires({ queryLength, responseLength }, { min_query_length_for_trivial_response, max_trivial_response_length: limit }) {
      if (responseLength === null || responseLength > limit) return undefined;
      return {
        weight: 'medium',
        evidence: [{ field: 'response_length', value: responseLength, limit }, { field: 'query_length', value: queryLength, limit: min_query_length_for_trivial_response }],
      };
    },
  },
];
