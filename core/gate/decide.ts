import { sentenceIn } from '../figures/sentence-in.ts';
import type { GateCase, GateEvidence } from './evidence.ts';
import { formatDrift } from './format-drift.ts';
import type { GateVerdict, TestedCriterion } from './gate-verdict.ts';
import { goalCriterion, goalOf } from './goal.ts';
import { hardCases, hardCriterion } from './hard-zero.ts';
import { judgedDifference } from './judged-difference.ts';
import { pairsConsistent } from './pair-consistency.ts';
import { againstAnchor, againstChampion, pairedSample } from './paired-sample.ts';
import { plannedCases } from './planned-cases.ts';
import type { GatePolicy } from './policy.ts';
import { costCriterion, latencyCriterion } from './ratio-limits.ts';
import { english } from './sentences/english.ts';
import { sliceCriteria, sliceRows, testSlices } from './slices.ts';
import { completeness, judgeTrusted, notRolledBack, uncontaminated } from './soundness.ts';
import { harmCriterion, nonInferiorityCriterion, testPairs } from './tested-pairs.ts';
import { verdictOf } from './verdict-reasons.ts';
import { sentenceOf } from './verdict-sentence.ts';

/**
 * The release decision on paired results of champion and candidate, with every test behind it. Pure: the same evidence and policy
 * give the same verdict. Order: see `verdictOf`. Without cases, or with only some of them, nothing is promoted.
 * @throws RangeError for evidence that cannot be: a case twice, a score outside [0, 1], an anchor for some cases only
 */
export function decide(evidence: GateEvidence, configured: GatePolicy): GateVerdict {
  const policy = { ...configured, alpha: alphaOfLook(configured) };
  check(evidence);
  const cases = countedCases(evidence, policy);
  const champion = pairedSample(cases.map(againstChampion), evidence.kind);
  const overall = testPairs(champion, policy.margin, policy, judgedDifference(cases, policy.judge_trust.ppi_labels));
  const anchorMargin = policy.anchor.margin ?? policy.margin;
  const anchored = cases.filter((one) => one.anchor !== undefined);
  const anchor = evidence.cases.some((one) => one.anchor !== undefined) ? testPairs(pairedSample(anchored.map(againstAnchor), evidence.kind), anchorMargin, policy) : undefined;
  const slices = testSlices(evidence, cases, policy);
  const goal = goalOf(evidence, cases, overall, policy);
  const hard = hardCases(cases, policy);

  const tested: TestedCriterion[] = [
    hardCriterion(hard),
    notRolledBack(evidence),
    completeness(evidence),
    uncontaminated(evidence, policy),
    judgeTrusted(evidence, cases, policy),
    ...pairsConsistent(evidence, policy),
    nonInferiorityCriterion('non_inferior_overall', 'champion', overall, policy.alpha),
    harmCriterion('no_harm_overall', 'champion', overall, policy.alpha),
    ...(anchor
      ? [
          nonInferiorityCriterion('non_inferior_anchor', 'anchor', anchor, policy.alpha),
          harmCriterion('no_harm_anchor', 'anchor', anchor, policy.alpha),
        ]
      : [noAnchor(anchorMargin)]),
    ...sliceCriteria(slices, policy),
    goalCriterion(goal, policy),
    ...formatDrift(cases, policy),
    costCriterion(cases, policy),
    latencyCriterion(cases, policy),
  ];
  const criteria = tested.map((one) => ({ ...one, sentence: sentenceIn(english, one.facts) }));
  const { verdict, reasons } = verdictOf(criteria, overall);
  const open = new Set(criteria.filter(({ status }) => status === 'open').map(({ name }) => name));
  const needed = verdict !== 'inconclusive' || (evidence.extended === true && policy.looks === 'planned') ? undefined : plannedCases(
    [
      ...(open.has('non_inferior_overall') ? [{ tested: overall, bound: -policy.margin, of: 1 }] : []),
      ...(anchor && anchor.sample.n > 0 && open.has('non_inferior_anchor') ? [{ tested: anchor, bound: -anchorMargin, of: cases.length / anchor.sample.n }] : []),
      ...slices
        .filter(({ name }) => open.has(`critical_slice:${name}`))
        .map(({ tested, margin }) => ({ tested, bound: -margin, of: cases.length / tested.sample.n })),
      ...(goal && goal.sample.n > 0 && open.has('goal') ? [{ tested: goal, bound: policy.goal.gain ?? 0, of: cases.length / goal.sample.n }] : []),
    ],
    policy,
  );
  const decision: Omit<GateVerdict, 'sentence'> = {
    verdict,
    n: champion.n, lost: champion.lost, gained: champion.gained,
    champion: champion.reference, candidate: champion.candidate,
    delta: overall.delta, ci: overall.ci95, p_noninferior: overall.pNonInferior, p_harm: overall.pHarm,
    needed_cases: needed ?? null,
    next: verdict !== 'inconclusive' ? null : policy.on_inconclusive === 'extend' && needed === undefined ? 'hold' : policy.on_inconclusive,
    reasons, criteria,
    slices: sliceRows(slices),
    cases: {
      lost: idsWhere(cases, (one) => one.candidate.score < one.champion.score),
      gained: idsWhere(cases, (one) => one.candidate.score > one.champion.score),
      hard_lost: hard.lost, flaky: hard.flaky,
    },
  };
  return { ...decision, sentence: sentenceOf(decision, overall) };
}

/** With an extension there are two looks; half of alpha each keeps both together at alpha (Bonferroni). */
const alphaOfLook = ({ alpha, looks, on_inconclusive: then }: GatePolicy): number => (looks === 'planned' && then === 'extend' ? alpha / 2 : alpha);

/** In the order of their ids: resampling and sums then do not depend on who answered first. */
function countedCases({ cases, contaminated = [] }: GateEvidence, { contamination }: GatePolicy): readonly GateCase[] {
  const seen = new Set(contamination === 'exclude' ? contaminated : []);
  return cases.filter(({ id }) => !seen.has(id)).sort((one, other) => (one.id < other.id ? -1 : 1));
}

const noAnchor = (margin: number): TestedCriterion => ({
  name: 'non_inferior_anchor', status: 'not_run', observed: null, limit: -margin, interval: null, p: null, n: 0,
  facts: { code: 'no_anchor' }, blocking: false,
});

const idsWhere = (cases: readonly GateCase[], test: (one: GateCase) => boolean): string[] => cases.filter(test).map(({ id }) => id).sort();

function check({ cases }: GateEvidence): void {
  if (new Set(cases.map(({ id }) => id)).size < cases.length) throw new RangeError('a case stands twice in the evidence');
  const held = cases.filter(({ foundAgainstAnchor }) => foundAgainstAnchor !== true);
  const anchored = held.filter((one) => one.anchor !== undefined).length;
  if (anchored > 0 && anchored < held.length) throw new RangeError(`the anchor has ${anchored} of ${held.length} cases`);
}
