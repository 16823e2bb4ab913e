import type { GateReason, GateVerdict } from './gate-verdict.ts';
import { countsText, pointsOf } from './sentences/english.ts';
import type { TestedPairs } from './tested-pairs.ts';

/** One or two sentences that a person reads first: what was decided, on what, and what to do next. */
export function sentenceOf({ verdict, reasons, needed_cases: needed, next, criteria }: Omit<GateVerdict, 'sentence'>, overall: TestedPairs): string {
  const has = new Set(reasons);
  const { sample: { n, lost, gained }, delta, ci95, margin } = overall;
  const facts = `on ${countsText({ n, lost, gained, delta, ci95 })}`;
  if (verdict === 'promote') {
    const better = has.has('improved') ? 'better than the champion' : `at most ${pointsOf(margin)} worse than the champion`;
    const goal = has.has('goal_reached') ? ' The goal is reached.' : '';
    const harm = has.has('harm_within_margin') ? ' Somewhere it is certainly a little worse, but within what the policy tolerates.' : '';
    return `Promote: ${facts}, so it is shown to be ${better}.${goal}${harm}`;
  }
  if (verdict === 'reject') {
    if (has.has('harm_significant')) {
      const against = criteria.filter(({ status, name }) => status === 'fail' && name.startsWith('no_harm_')).map(({ sentence }) => sentence);
      return `Reject: ${facts}. ${against.join(' ')}`;
    }
    const why = criteria.filter(({ status, name }) => status === 'fail' && deciding(name, reasons)).map(({ sentence }) => sentence);
    return `Reject: ${why.join(' ')}`;
  }
  const open = criteria.filter(({ blocking }) => blocking).map(({ sentence }) => sentence);
  const more = needed === null ? 'More cases alone are not expected to decide it' : `Draw up to ${needed} cases in all, once, to decide`;
  const then = { hold: 'the champion stays', extend: 'the suite is extended', ask: 'a person decides' }[next ?? 'hold'];
  return `Inconclusive: ${open.join(' ')} ${more}; ${then}.`;
}

const beginnings: Partial<Record<GateReason, string>> = {
  hard_case_lost: 'hard_cases', previously_rolled_back: 'not_rolled_back', harm_on_critical_slice: 'critical_slice:', harm_on_slice: 'guarded_slices',
  format_drift: 'format_drift', cost_over_limit: 'cost_ratio', latency_over_limit: 'latency_p95_ratio', goal_missed: 'goal',
};

const deciding = (name: string, reasons: readonly GateReason[]): boolean =>
  reasons.some((reason) => beginnings[reason] !== undefined && name.startsWith(beginnings[reason]));
