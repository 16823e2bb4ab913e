import type { PairTally } from '../../core/evaluation/judged/score-pairs.ts';
import type { ReplyForm } from '../../core/evaluation/reply-form.ts';
import type { GateCase, GateEvidence } from '../../core/gate/evidence.ts';
import type { CriterionStatus } from '../../core/gate/gate-verdict.ts';
import { gatePolicySchema, type GatePolicy } from '../../core/gate/policy.ts';
import { pairedCases } from './gate-cases.ts';

export type GateScene = { scene: string; evidence: GateEvidence; policy: GatePolicy };

/** Every status that a criterion can have: together the scenes below show each of them. */
export const statusesOf: Readonly<Record<string, readonly CriterionStatus[]>> = {
  hard_cases: ['not_run', 'pass', 'warn', 'fail'],
  not_rolled_back: ['not_run', 'pass', 'fail'],
  complete: ['pass', 'fail'],
  uncontaminated: ['not_run', 'pass', 'warn', 'fail'],
  judge_trusted: ['not_run', 'pass', 'fail'],
  pairs_consistent: ['pass', 'warn', 'fail'],
  non_inferior_overall: ['pass', 'fail', 'open'],
  no_harm_overall: ['not_run', 'pass', 'warn', 'fail'],
  non_inferior_anchor: ['not_run', 'pass', 'fail', 'open'],
  no_harm_anchor: ['not_run', 'pass', 'warn', 'fail'],
  critical_slice: ['not_run', 'pass', 'warn', 'fail', 'open'],
  guarded_slices: ['not_run', 'pass', 'warn', 'fail'],
  goal: ['not_run', 'pass', 'fail', 'open'],
  format_drift: ['not_run', 'pass', 'warn', 'fail'],
  cost_ratio: ['not_run', 'pass', 'warn', 'fail'],
  latency_p95_ratio: ['not_run', 'pass', 'warn', 'fail'],
};

const scene = (name: string, cases: readonly GateCase[], policy: object = {}, more: Partial<GateEvidence> = {}): GateScene =>
  ({ scene: name, evidence: { kind: 'pass', cases, ...more }, policy: gatePolicySchema.parse(policy) });

const trusted = { labels: 120, kappa: 0.71, kappaLow: 0.58, ageDays: 9, parseFailureRate: 0 };
const plain: ReplyForm = { json: false, fenced: false, refused: false, empty: false, otherLanguage: false };

const preferred = pairedCases(400, 0, 10, () => ({ judged: true, preference: true }));
const tally = (compared: number, consistent: number): PairTally => ({ pairs: compared, identical: 0, compared, consistent, ties: 0, firstPlace: compared - consistent, unreadable: 0, unanswered: 0, noReply: 0 });

const hard = (lost: number, reruns?: readonly number[]): GateCase[] =>
  pairedCases(300, lost, 9, (place) => ({ hard: place < lost || (place > 200 && place % 5 > 0), ...(place < lost && reruns && { reruns }) }));

/** The candidate loses as much against the champion as against the anchor. */
const anchored = (n: number, lost: number, gained: number): GateCase[] => pairedCases(n, lost, gained).map((one) => ({ ...one, anchor: { score: one.champion.score } }));

/** Some slices of 5 x `size` cases, of which the first, of that size, has all the losses and no gain. */
const sliced = (lost: number, size = 2_000): GateCase[] =>
  pairedCases(5 * size, lost, 2 * lost, (place) => ({ slices: [place < lost || (place >= 3 * lost && place < 2 * lost + size) ? 'intent:refund' : `intent:other-${place % 4}`] }));
const critical = (rule: object = {}) => ({ slices: { 'intent:refund': { role: 'critical', ...rule } } });

const formed = (known: number, after: (place: number) => Partial<ReplyForm>): GateCase[] =>
  pairedCases(400, 0, 0, (place) => (place < known ? { champion: { form: plain }, candidate: { form: { ...plain, ...after(place) } } } : {}));
const everyForm = (share: number) => (place: number): Partial<ReplyForm> => Object.fromEntries(Object.keys(plain).map((form) => [form, place < share * 400]));

const measured = (n: number, ratio: number, champion = 1): GateCase[] =>
  pairedCases(300, 0, 0, (place) => (place >= n ? {} : {
    champion: { costUsd: champion * 0.001 * (1 + (place % 10)), latencyMs: 400 + 7 * (place % 100) },
    candidate: { costUsd: ratio * 0.001 * (1 + ((place * 7) % 10)), latencyMs: ratio * (400 + 7 * ((place * 7) % 100)) },
  }));
const limits = { cost: { max_ratio: 1.5 }, latency: { max_ratio: 1.5, tolerated_ms: 0 } };

/** Evidence and policies that bring every criterion into every status, and every sentence with them. */
export const gateScenes: readonly GateScene[] = [
  scene('all is well', pairedCases(500, 10, 12, (place) => ({ slices: [`intent:${place % 5}`] })), {}, { previouslyRolledBack: false, contaminated: [] }),
  scene('a single case', pairedCases(1, 1, 0)),
  scene('clearly better', pairedCases(800, 5, 40), { margin: 0.01, goal: { gain: 0.02 } }),
  scene('no case', [], { goal: { gain: 0 } }),
  scene('a part of the cases', pairedCases(100, 3, 1), { goal: { gain: 0.02 } }, { expectedCases: 120 }),
  scene('harm', pairedCases(400, 60, 5), { goal: { gain: 0 } }, { previouslyRolledBack: true }),
  scene('harm inside the margin', pairedCases(10_000, 60, 30), { goal: { gain: 0.02 } }),
  scene('better than asked', pairedCases(600, 0, 60), { goal: { gain: 0 } }),
  scene('hard cases kept', hard(0)),
  scene('a hard case lost', hard(2)),
  scene('a flake', hard(1, [1])),
  scene('hard cases that fail on both sides', pairedCases(500, 0, 12, () => ({ hard: true }))),
  scene('seen cases block', pairedCases(400, 0, 10), {}, { contaminated: ['case-000001', 'case-000002'] }),
  scene('seen cases are left out', pairedCases(400, 0, 10), { contamination: 'exclude' }, { contaminated: ['case-000001', 'case-000002'] }),
  scene('a trusted judge', pairedCases(400, 0, 10, () => ({ judged: true })), {}, { judge: trusted }),
  scene('an unknown judge', pairedCases(400, 0, 10, () => ({ judged: true }))),
  scene('a judge that fails on all counts', pairedCases(400, 0, 10, () => ({ judged: true })), {}, { judge: { ...trusted, kappa: 0.2, kappaLow: 0.05, labels: 20, ageDays: null } }),
  scene('labels as old as hours', pairedCases(400, 0, 10, () => ({ judged: true })), { judge_trust: { age: '36h' } }, { judge: trusted }),
  scene('a judge that is sure of its pairs', preferred, {}, { judge: trusted, pairs: tally(40, 31) }),
  scene('a judge that is not quite sure of them', preferred, {}, { judge: trusted, pairs: tally(40, 22) }),
  scene('a judge that goes by the place', preferred, {}, { judge: trusted, pairs: tally(40, 3) }),
  scene('an anchor as good', anchored(500, 10, 12)),
  scene('an anchor that is better', anchored(400, 60, 5)),
  scene('an anchor that may be better', anchored(300, 8, 3)),
  scene('an anchor that is a little better', anchored(10_000, 60, 30)),
  scene('an anchor on no case that counts', anchored(2, 0, 0), { contamination: 'exclude' }, { contaminated: ['case-000000', 'case-000001'] }),
  scene('a critical slice that is missing', pairedCases(400, 0, 10), critical()),
  scene('a critical slice that holds', sliced(2), critical()),
  scene('a critical slice that may not', sliced(2, 200), critical()),
  scene('a critical slice that is broken', sliced(200), critical()),
  scene('a critical slice that is too small', sliced(2), critical({ min_cases: 5_000 })),
  scene('a guarded slice that is broken', sliced(200)),
  scene('a guarded slice within its margin', sliced(40), { slices: { 'intent:refund': { margin: 0.2 } } }),
  scene('an exploratory slice that loses', sliced(200), { slices: { 'intent:*': { role: 'exploratory' } } }),
  scene('a goal on a slice', sliced(2), { goal: { slice: 'intent:refund', gain: 0.02 } }),
  scene('a goal on no slice', pairedCases(400, 0, 10), { goal: { slice: 'intent:refund', gain: 0.02 } }),
  scene('replies that change their form', formed(400, everyForm(0.12))),
  scene('replies that change it a little', formed(400, everyForm(0.04))),
  scene('replies that keep it', formed(400, () => ({}))),
  scene('few replies', formed(12, () => ({}))),
  scene('as dear and as quick', measured(300, 1.1), limits),
  scene('dearer and slower, perhaps', measured(300, 1.52), limits),
  scene('dearer and slower', measured(300, 3), limits),
  scene('dearer without a limit', measured(300, 3)),
  scene('from nothing to something', measured(300, 1, 0), limits),
  scene('few figures', measured(10, 1), limits),
];
