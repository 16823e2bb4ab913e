import padjust from '@stdlib/stats-padjust';
import { replyForms, type ReplyForm } from '../evaluation/reply-form.ts';
import type { GateCase } from './evidence.ts';
import type { TestedCriterion } from './gate-verdict.ts';
import { mcnemarExact } from './mcnemar.ts';
import type { GatePolicy } from './policy.ts';
import { tangoExceeds, tangoInterval } from './tango.ts';

type Form = keyof ReplyForm;

/** Whoever reads JSON breaks when it vanishes, too; fewer refusals or empty replies are no fault. */
const bothWays: ReadonlySet<Form> = new Set(['json', 'fenced']);

/**
 * A criterion for each form of reply: does its share change by more than the limit, on the same cases? fail: Tango's test shows it
 * (Holm over the forms; both directions where both are faults); warn: the share changes (exact McNemar, Holm) but not shown by so much.
 */
export function formatDrift(cases: readonly GateCase[], { format_drift: { limit, min_cases: minCases }, alpha }: GatePolicy): TestedCriterion[] {
  const known = cases.flatMap(({ champion, candidate }) => (champion.form && candidate.form ? [{ before: champion.form, after: candidate.form }] : []));
  const n = known.length;
  if (n < minCases) {
    return [{ name: 'format_drift', status: 'not_run', observed: null, limit, interval: null, p: null, n, facts: { code: 'format_unknown', n, min_cases: minCases }, blocking: false }];
  }
  const shifts = replyForms.map((form) => {
    const more = known.filter(({ before, after }) => after[form] && !before[form]).length;
    const less = known.filter(({ before, after }) => before[form] && !after[form]).length;
    const share = known.filter(({ before }) => before[form]).length / n;
    const [up, down] = [{ n, lost: less, gained: more }, { n, lost: more, gained: less }];
    const beyond = bothWays.has(form)
      ? Math.min(1, 2 * Math.min(tangoExceeds(up, limit), tangoExceeds(down, limit)))
      : tangoExceeds(up, limit);
    return { form, share, shift: (more - less) / n, beyond, changed: mcnemarExact(less, more), interval: tangoInterval(up, 1 - 2 * alpha) };
  });
  const beyond = padjust(shifts.map((one) => one.beyond), 'holm');
  const changed = padjust(shifts.map((one) => one.changed), 'holm');
  return shifts.map(({ form, share, shift, interval }, place): TestedCriterion => {
    const p = beyond[place] ?? 1;
    const fault = shift > 0 || bothWays.has(form);
    const status = p <= alpha ? 'fail' : fault && (changed[place] ?? 1) <= alpha ? 'warn' : 'pass';
    return {
      name: `format_drift:${form}`, status, observed: shift, limit, interval, p, n,
      facts: { code: 'format_drift', form, champion: share, candidate: share + shift, limit, status }, blocking: status === 'fail',
    };
  });
}
