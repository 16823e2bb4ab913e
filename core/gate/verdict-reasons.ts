import type { Verdict } from '../cycle/outcome.ts';
import type { GateCriterion, GateReason } from './gate-verdict.ts';
import type { TestedPairs } from './tested-pairs.ts';

/** Criteria that reject when they fail, whatever the rest shows, in order of precedence. */
const rejecting: readonly (readonly [begins: string, reason: GateReason])[] = [
  ['hard_cases', 'hard_case_lost'],
  ['not_rolled_back', 'previously_rolled_back'],
  ['critical_slice:', 'harm_on_critical_slice'],
  ['guarded_slices', 'harm_on_slice'],
  ['format_drift', 'format_drift'],
  ['cost_ratio', 'cost_over_limit'],
  ['latency_p95_ratio', 'latency_over_limit'],
  ['goal', 'goal_missed'],
];

/** Harm against the champion or the anchor rejects only where no worse than the margin is not shown. */
const harmful = ['no_harm_overall', 'no_harm_anchor'];

/** What else must hold to promote. */
const needed: readonly (readonly [begins: string, reason: GateReason])[] = [
  ['complete', 'incomplete'],
  ['uncontaminated', 'contaminated'],
  ['judge_trusted', 'judge_not_trusted'],
  ['pairs_consistent', 'judge_not_trusted'],
  ['non_inferior_overall', 'not_shown_overall'],
  ['non_inferior_anchor', 'not_shown_anchor'],
  ['critical_slice:', 'not_shown_on_critical_slice'],
  ['goal', 'goal_not_shown'],
];

/**
 * The verdict from the criteria. First that applies: a hard case lost or a candidate taken back before -> reject; an empty or partial
 * evaluation -> inconclusive; a guard broken -> reject; all that must be shown is shown -> promote; harm significant -> reject; else
 * inconclusive.
 */
export function verdictOf(criteria: readonly GateCriterion[], overall: TestedPairs): { verdict: Verdict; reasons: GateReason[] } {
  const failed = (begins: string): boolean => criteria.some(({ name, status }) => status === 'fail' && name.startsWith(begins));
  const blocking = (begins: string): boolean => criteria.some((one) => one.blocking && one.name.startsWith(begins));
  const rejections = rejecting.flatMap(([begins, reason]) => (failed(begins) ? [reason] : []));
  const whole = !failed('complete');
  const rejects = whole ? rejections : rejections.filter((reason) => reason === 'hard_case_lost' || reason === 'previously_rolled_back');
  if (rejects.length > 0) return { verdict: 'reject', reasons: rejects };

  const missing = [...new Set(needed.flatMap(([begins, reason]) => (blocking(begins) ? [reason] : [])))];
  if (criteria.some(({ name, status }) => status === 'not_run' && name.startsWith('critical_slice:'))) missing.push('critical_slice_missing');
  if (overall.sample.n === 0) missing.unshift('no_cases');
  if (missing.length === 0) return { verdict: 'promote', reasons: ['non_inferior', ...notes(criteria, overall)] };
  if (whole && harmful.some(failed)) return { verdict: 'reject', reasons: ['harm_significant'] };
  return { verdict: 'inconclusive', reasons: missing };
}

function notes(criteria: readonly GateCriterion[], overall: TestedPairs): GateReason[] {
  const status = (name: string): string | undefined => criteria.find((one) => one.name === name)?.status;
  return [
    ...(overall.ci95[0] > 0 ? (['improved'] as const) : []),
    ...(status('goal') === 'pass' ? (['goal_reached'] as const) : []),
    ...([...harmful, 'guarded_slices'].some((name) => status(name) === 'warn') ? (['harm_within_margin'] as const) : []),
  ];
}
