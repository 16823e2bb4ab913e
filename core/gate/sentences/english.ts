import { duration, percent, points, pointsRange } from '../../figures/figure-text.ts';
import type { CriterionFacts, Sentences } from '../criterion-facts.ts';

type Of<C extends CriterionFacts['code']> = Extract<CriterionFacts, { code: C }>;
type Ratio = Omit<Of<'cost_ratio'>, 'code'>;

/** What the gate says on the command line, in logs and in English reports. */
export const english: Sentences = {
  hard_cases: ({ hard, lost, flaky, both_fail: both }) => {
    if (hard === 0) return 'The suite has no cases that must never be lost.';
    const counted = lost > 0 ? `${lost} of ${hard} cases that must never be lost are lost.` : `None of ${hard} cases that must never be lost is lost.`;
    return `${counted}${flaky > 0 ? ` ${flaky} failed once and passed when asked again.` : ''}${both > 0 ? ` ${both} fail with both, so nothing was lost there.` : ''}`;
  },
  complete: ({ n, expected }) => {
    if (n === 0) return 'Not a single case was evaluated.';
    if (n < expected) return `Only ${n} of ${expected} cases were evaluated.`;
    return n === 1 ? 'The one case is there.' : `All ${n} cases are there.`;
  },
  not_rolled_back: ({ before }) => {
    if (before === null) return 'Not known whether it was taken back before.';
    return before ? 'This candidate was released and taken back before; the same tests cannot clear it.' : 'It was never taken back.';
  },
  uncontaminated: ({ seen, excluded }) => {
    if (seen === null) return 'Not checked whether the candidate has seen these cases.';
    if (seen === 0) return 'The candidate has seen none of these cases.';
    return `The candidate has seen ${seen} of these cases${excluded ? '; they count for nothing' : ': its scores say nothing about new ones'}.`;
  },
  judge_trusted: ({ n, judge, lacks }) => {
    if (n === 0) return 'No case was judged by a model.';
    if (judge === null) return `${n} cases were judged by a model that nobody compared with people yet.`;
    const faults = [
      ...(lacks.kappa_low === undefined ? [] : [`at least ${lacks.kappa_low} is asked for`]),
      ...(lacks.labels === undefined ? [] : [`${lacks.labels} labels are asked for`]),
      ...(lacks.age === undefined ? [] : [`the labels are older than ${lacks.age}`]),
    ];
    const kappa = `kappa ${judge.kappa.toFixed(2)}, at least ${judge.kappa_low.toFixed(2)}, on ${judge.labels} labels`;
    return `The judge of ${n} cases agrees with people: ${kappa}${faults.length > 0 ? `; but ${faults.join(', and ')}` : ''}.`;
  },
  pairs_consistent: ({ n, consistent, limit, status }) => {
    const says = { pass: '', warn: `; ${percent(limit)} are asked for`, fail: `, surely below the ${percent(limit)} that are asked for: it goes by the place, and its ties say nothing` };
    return `Of ${n} pairs of replies, shown in both orders, the judge said the same of ${consistent} (${percent(consistent / n)})${says[status]}.`;
  },
  non_inferior: ({ reference, margin, status, ...counts }) => {
    if (counts.n === 0) return `No case to compare with ${references[reference]}.`;
    const claim = `at most ${pointsOf(margin)} worse than ${references[reference]}`;
    const says = { pass: `shown to be ${claim}`, fail: `shown to be more than ${pointsOf(margin)} worse than ${references[reference]}`, open: `not shown to be ${claim}` };
    return `On ${countsText(counts)}: ${says[status]}.`;
  },
  no_anchor: () => 'No release of the recent past that is better than the champion: nothing else to compare with.',
  no_harm: ({ reference, status }) =>
    ({
      not_run: 'No cases to compare.', pass: `No significant loss against ${references[reference]}.`,
      warn: `Certainly worse than ${references[reference]}, but within the margin.`, fail: `Significantly worse than ${references[reference]}.`,
    })[status],
  critical_slice_missing: ({ slice }) => `No case is in ${slice}, which the policy calls critical.`,
  slice: ({ slice, role, n, lost, gained, margin, min_cases: least, status }) => {
    const counts = `${slice}: ${lost} lost and ${gained} gained of ${n}`;
    if (status === 'fail') return `${counts}: ${role === 'critical' ? 'worse on a critical slice' : 'significantly worse'}.`;
    if (role !== 'critical') return `${counts}: ${status === 'warn' ? 'a loss that chance does not explain' : 'no loss beyond chance'}.`;
    if (status === 'warn') return `${counts}: below the ${least} cases it needs, so only lost hard cases and significant harm would block here.`;
    return `${counts}: ${status === 'pass' ? 'shown' : 'not shown'} to be at most ${pointsOf(margin)} worse.`;
  },
  guarded_slices: ({ slices, named, status }) => {
    const list = named.map(({ slice, delta }) => `${slice} (${points(delta)} points)`).join(', ');
    return {
      not_run: 'No other slices.', fail: `Significantly worse on ${list}, after Holm over ${slices} slices and the critical ones.`,
      warn: `Certainly worse, but within the margin, on ${list}.`, pass: `No significant loss on any of ${slices} slices; the worst is ${list}.`,
    }[status];
  },
  goal: ({ slice, gain, n, delta, status }) => {
    if (gain === null) return 'No goal is set: it is enough to be no worse.';
    const where = slice === '' ? 'over all cases' : `on ${slice}`;
    if (n === 0) return `No case is ${where}, where the goal is.`;
    const asked = gain === 0 ? 'better' : `better by ${points(gain)} points`;
    const says = { pass: `shown to be ${asked}`, fail: `shown not to be ${asked}`, open: `not shown to be ${asked}` };
    return `The goal ${where}: ${points(delta)} points on ${n} cases, ${says[status]}.`;
  },
  format_unknown: ({ n, min_cases: least }) => (n === 0 ? 'The replies are not known.' : `Only ${n} replies are known of both; ${least} are asked for.`),
  format_drift: ({ form, champion, candidate, limit, status }) => {
    const says = { fail: `a change of more than ${points(limit).slice(1)} points`, warn: 'a change, though not shown to be beyond the limit', pass: 'no drift' };
    return `${forms[form]}: ${percent(champion)} with the champion, ${percent(candidate)} with the candidate: ${says[status]}.`;
  },
  too_few_measured: ({ what, n, min_cases: least }) => (n === 0 ? `No case has a ${what} on both sides.` : `Only ${n} cases have a ${what} on both sides; ${least} are asked for.`),
  cost_ratio: (ratio) => `A case costs ${dollars(ratio.champion)} with the champion and ${dollars(ratio.candidate)} with the candidate${ratioText(ratio)}.`,
  latency_p95_ratio: (ratio) => `95 % of replies take at most ${duration(ratio.champion)} with the champion and ${duration(ratio.candidate)} with the candidate${ratioText(ratio)}.`,
};

const references = { champion: 'the champion', anchor: 'the best recent release' };

const forms: Readonly<Record<Of<'format_drift'>['form'], string>> = {
  json: 'JSON replies', fenced: 'Replies with a fenced block', refused: 'Refusals', empty: 'Empty replies', otherLanguage: 'Replies in a language that is not the user\'s',
};

/** `500 cases it lost 10 and gained 12 (+0.4 points, 95 % interval −1.6 … +2.4)` */
export function countsText({ n, lost, gained, delta, ci95 }: Pick<Of<'non_inferior'>, 'n' | 'lost' | 'gained' | 'delta' | 'ci95'>): string {
  return `${n === 1 ? '1 case' : `${n} cases`} it lost ${lost} and gained ${gained} (${points(delta)} points, 95 % interval ${pointsRange(ci95)})`;
}

/** A margin in percentage points: `2 points`. */
export function pointsOf(margin: number): string {
  const value = Number((margin * 100).toFixed(1));
  return `${value} ${value === 1 ? 'point' : 'points'}`;
}

const dollars = (value: number): string => `$${Number(value.toPrecision(3))}`;

function ratioText({ ratio, interval, limit, status }: Ratio): string {
  if (ratio === null) return '';
  const between = interval === null ? '' : ` (${interval[0].toFixed(2)} to ${interval[1].toFixed(2)})`;
  const says = { pass: '', warn: `, above ${limit} but not shown to be`, fail: `, shown to be above ${limit}` };
  return `, ${ratio.toFixed(2)} times${between}${says[status]}`;
}
