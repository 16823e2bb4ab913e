import { shareOf } from '../figures/share.ts';
import type { GateEvidence } from './evidence.ts';
import type { TestedCriterion } from './gate-verdict.ts';
import type { GatePolicy } from './policy.ts';

/**
 * Where a model compared pairs: it names the same reply when they change places. A verdict that follows the place counts as a tie, and
 * ties look like "no worse": a judge that looks at places only would wave every candidate through. warn: fewer than asked for;
 * fail: surely fewer (95 % Wilson interval). No criterion at all where no pair was shown to a judge.
 */
export function pairsConsistent({ pairs }: GateEvidence, { judge_trust: { pair_consistency: limit } }: GatePolicy): TestedCriterion[] {
  if (!pairs || pairs.compared === 0) return [];
  const { compared: n, consistent } = pairs;
  const [low, high] = shareOf(consistent, n).interval!;
  const observed = consistent / n;
  const status = observed >= limit ? 'pass' : high < limit ? 'fail' : 'warn';
  return [{
    name: 'pairs_consistent', status, observed, limit, interval: [low, high], p: null, n,
    facts: { code: 'pairs_consistent', n, consistent, limit, status }, blocking: status === 'fail',
  }];
}
