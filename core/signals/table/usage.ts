import type { Limits } from '../limits.ts';
import type { SignalFacts } from '../facts.ts';
import type { SignalDefinition } from './definition.ts';

export const usageSignals: readonly SignalDefinition[] = [
  above('high_token_usage', 'total_tokens', 'totalTokens'),
  above('high_latency_ms', 'agent_total_cost_time_ms', 'latencyMs'),
  {
    code: 'high_perplexity',
    family: 'usage',
    role: 'structured',
    applies: ({ perplexity }, { signal_on_high_perplexity }) => signal_on_high_perplexity && perplexity !== null,
    fires: ({ perplexity }, _config, { perplexity: limit }) =>
      perplexity !== null && perplexity >= limit ? { weight: 'medium', evidence: [{ field: 'perplexity', value: perplexity, limit }] } : undefined,
  },
];

/** A measurement above its limit; without a limit it cannot fire. */
function above(code: string, field: string, name: 'totalTokens' | 'latencyMs'): SignalDefinition {
  const pair = (facts: SignalFacts, limits: Limits) => ({ value: facts[name], limit: limits[name] });
  return {
    code,
    family: 'usage',
    role: 'primary',
    applies(facts, _config, limits) {
      const { value, limit } = pair(facts, limits);
      return value !== null && limit !== null;
    },
    fires(facts, _config, limits) {
      const { value, limit } = pair(facts, limits);
      return value !== null && limit !== null && value > limit ? { weight: 'medium', evidence: [{ field, value, limit }] } : undefined;
    },
  };
}
