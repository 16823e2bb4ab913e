import type { BalanceFacts } from '../../core/balancing/balance-facts.ts';
import { english } from '../../core/balancing/sentences/english.ts';
import { sentenceIn } from '../../core/figures/sentence-in.ts';
import { decide } from '../../core/gate/decide.ts';
import { gatePolicySchema } from '../../core/gate/policy.ts';
import type { ChangedCase, SideSummary } from '../../core/evaluation/evaluation-report.ts';
import { classificationReport } from '../../core/evaluation/report.ts';
import type { ReleaseReportInput } from '../../core/report/release-input.ts';
import type { Language } from '../../core/signals/reason-text.ts';

const intents = ['refund', 'delivery', 'password', 'invoice', 'cancel'] as const;
const gaveWay: BalanceFacts[] = [{ code: 'too_few_old', old: 96, fresh: 380, highest: 0.2 }];
const cycleId = 'flywheel/support/daily-2026-11-22T05:00:00Z';

/** Cases of which the candidate gains many, loses some, and loses most of one slice. */
const outcomes = Array.from({ length: 400 }, (_, index) => {
  const intent = intents[index % intents.length]!;
  const champion = index % 3 !== 0;
  const candidate = intent === 'invoice' ? index % 4 === 0 : index % 8 !== 1;
  return { id: `case-${String(index).padStart(3, '0')}`, intent, champion, candidate, hard: index % 40 === 3 };
});

const policy = gatePolicySchema.parse({ slices: { 'intent:refund': { role: 'critical' } } });
export const decision = decide(
  {
    kind: 'pass',
    cases: outcomes.map(({ id, intent, champion, candidate, hard }) => ({ id, slices: [`intent:${intent}`], hard, champion: { score: Number(champion), latencyMs: 400 }, candidate: { score: Number(candidate), latencyMs: 500 }, ...(hard && !candidate && { reruns: [0] }) })),
    expectedCases: outcomes.length, previouslyRolledBack: false, contaminated: [],
  },
  policy,
);

const sideOf = (candidateId: string, model: string, passed: (one: (typeof outcomes)[number]) => boolean, latency: number): SideSummary => {
  const labels = outcomes.map((one, index) => ({ label: one.intent as string, predicted: passed(one) ? one.intent : intents[(index + 1) % intents.length]! }));
  return {
    candidateId, model, n: outcomes.length, passed: outcomes.filter(passed).length, score: outcomes.filter(passed).length / outcomes.length, errors: 1, latencyMs: { p50: latency, p95: latency * 3 },
    promptTokens: 81_000, completionTokens: 12_400, costPerCaseUsd: latency / 1e6, answeredAs: [{ name: model, answers: 399, known: true }, { name: `${model}-dated`, answers: 1, known: false }],
    classification: classificationReport(labels),
    confusions: intents.map((intent, index) => ({ expected: intent, answered: intents[(index + 1) % intents.length]!, cases: index + Math.round(latency / 100) })),
  };
};

const changed = (one: (typeof outcomes)[number]): ChangedCase => {
  const sealed = one.id.endsWith('9');
  const shown = (text: string): string | null => (sealed ? null : text);
  return {
    caseId: one.id, sealed, hard: one.hard, intent: sealed ? null : one.intent, slices: sealed ? [] : [`intent:${one.intent}`],
    question: shown(`Where is the ${one.intent} of my order ${one.id}?`), expected: shown(`The ${one.intent} desk answers.`), champion: shown(`The ${one.intent} desk answers.`), candidate: shown('I am not sure.'),
  };
};

/** A cycle as a whole one leaves it, with something of everything. */
export function releaseReportInput(language: Language): ReleaseReportInput {
  const lost = outcomes.filter((one) => one.champion && !one.candidate);
  const gained = outcomes.filter((one) => !one.champion && one.candidate);
  return {
    language,
    createdAt: '2026-11-22T05:42:00.000Z',
    agent: 'support',
    cycle: { id: cycleId, trigger: 'retrain', startedBy: { name: 'ana', how: 'authenticated' }, startedAt: '2026-11-22T05:00:00.000Z', endedAt: '2026-11-22T05:42:00.000Z', outcome: 'rejected', reason: 'hard_case_lost', stage: 'release' },
    version: { code: '0.1.0 (3f2a91c)', configuration: 4 },
    seed: 1,
    judge: 'llama-3.3-70b-instruct',
    champion: { id: 'c-70f94bdacef68582', model: 'qwen3-8b-instruct', baseModel: null, examples: 0, routes: 0, datasetId: null, trainingKey: null, job: null, taintedAt: null },
    candidate: { id: 'c-289129d6ce96da9b', model: 'ft:qwen3-8b:support:a1', baseModel: 'qwen3-8b-instruct', examples: 0, routes: 0, datasetId: 'd-5b1c7d90a2f4e611', trainingKey: 't-9a8b7c6d5e4f3a2b', job: 'ftjob-17', taintedAt: null },
    made: [
      { candidateId: 'c-289129d6ce96da9b', kind: 'training', gated: true, verdict: 'reject', delta: decision.delta },
      { candidateId: 'c-0011223344556677', kind: 'prompt', gated: false, verdict: null, delta: null },
    ],
    costs: [{ stage: 'annotate', calls: 250, costUsd: 0.8124, unpriced: 0 }, { stage: 'train', calls: 1, costUsd: 4.2, unpriced: 0 }, { stage: 'evaluate', calls: 800, costUsd: 0.3, unpriced: 2 }],
    decision,
    margin: policy.margin,
    evaluation: {
      suite: { id: 's-1ac33ef6cc95c779', name: 'golden', version: 3, cases: 400, sealed: 40, extended: 0, looks: 7, maxLooks: 20 },
      settings: { repeats: 1, seed: 1 },
      champion: sideOf('c-70f94bdacef68582', 'qwen3-8b-instruct', ({ champion }) => champion, 420),
      candidate: sideOf('c-289129d6ce96da9b', 'ft:qwen3-8b:support:a1', ({ candidate }) => candidate, 510),
      paired: { n: 400, lost: lost.length, gained: gained.length, bothRight: outcomes.filter((one) => one.champion && one.candidate).length, bothWrong: outcomes.filter((one) => !one.champion && !one.candidate).length },
      slices: [],
      pairs: { judge: 'llama-3.3-70b-instruct', pairs: 60, identical: 9, compared: 48, consistent: 37, ties: 6, firstPlace: 8, unreadable: 2, unanswered: 0, noReply: 1 },
      lost: lost.map(changed),
      gained: gained.map(changed),
      regressions: { n: 12, championPassed: 2, candidatePassed: 11 },
      warnings: ['answer_name_unknown', 'answers_missing'],
    },
    hardCases: outcomes.filter(({ hard }) => hard).map(({ id, champion, candidate }) => ({ caseId: id, sealed: false, champion: Number(champion), candidate: Number(candidate) })),
    trust: { known: { labels: 120, kappa: 0.71, kappaLow: 0.58, ageDays: 9, parseFailureRate: 0.004 }, wanted: { kappaLow: 0.4, labels: 50 } },
    stages: { collect: { interactions: 450, badCases: 88 }, annotate: { annotated: 250, bad: 61, failed: 1 }, balance: { samples: 96, rows: 1480, lines: 1724 }, train: {}, evaluate: {}, release: {} },
    dataset: {
      dataset: 'd-5b1c7d90a2f4e611', candidates: 2051, distinct: 1480, size: 1724,
      limits: [{ name: 'max_copies', limit: 5, observed: 4, holds: true }, { name: 'new_sample_ratio_high', limit: 0.2, observed: 0.2312, holds: false }],
      gave_way: gaveWay.map((facts) => sentenceIn(english, facts)), gave_way_facts: gaveWay,
      intents: intents.map((intent, index) => ({ name: intent, before: 100 * (index + 1), before_share: (index + 1) / 15, after: 300, after_share: 0.2 })),
      tasks: [], distance: { kl: 0.0312, kl_optimum: 0.01, total_variation: 0.08 }, effective_sample_size: 1402, new_share: 0.2312, exposures: 3.2,
      left_out: { too_long: 0, exposed: 3, leak: 2, conflict: 1, duplicate: 40, user_cap: 0, deferred: 0, cap: 12 }, held_out: { val: 80, test: 90 }, for_suite: { cases: 31, beside: 44 }, needs: [{ intent: 'cancel', more: 12 }],
      cost: { tokens_per_epoch: 81_000, epochs: 3, trained_tokens: 243_000, usd: 4.2 },
    },
    curve: Array.from({ length: 60 }, (_, index) => ({ step: index * 5, loss: 2.2 * Math.exp(-index / 20) + 0.3, validLoss: index % 6 === 0 ? 2.3 * Math.exp(-index / 22) + 0.42 : null })),
    history: Array.from({ length: 5 }, (_, index) => ({
      id: index === 0 ? cycleId : `flywheel/support/daily-2026-11-${22 - index}T05:00:00Z`, startedAt: `2026-11-${22 - index}T05:00:00.000Z`, trigger: 'schedule' as const,
      outcome: (['rejected', 'promoted', 'rolled_back', 'nothing_to_learn', 'inconclusive'] as const)[index]!, reason: index === 3 ? 'below_threshold' : null,
      verdict: (['reject', 'promote', 'promote', null, 'inconclusive'] as const)[index]!, delta: index === 3 ? null : 0.01 * (2 - index), ci: index === 3 ? null : ([0.01 * (2 - index) - 0.02, 0.01 * (2 - index) + 0.02] as const), costUsd: 5 + index,
    })),
    release: { id: 'flywheel/support/release/c-289129d6ce96da9b', status: 'rejected', needsApproval: true, fourEyes: true, openedAt: '2026-11-22T05:43:00.000Z', closedAt: '2026-11-22T08:00:00.000Z', by: 'bo', how: 'authenticated', why: 'invoices broke', evidence: 'r-0123456789abcdef0123456789abcdef' },
    audit: [{ at: '2026-11-22T08:00:00.000Z', action: 'reject', by: 'bo', how: 'authenticated', why: 'invoices broke', candidateId: 'c-289129d6ce96da9b' }, { at: '2026-11-01T08:00:00.000Z', action: 'first_champion', by: 'ana', how: null, why: 'what serves today', candidateId: 'c-70f94bdacef68582' }],
  };
}
