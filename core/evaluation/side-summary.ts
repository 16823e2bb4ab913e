import { whoAnswered } from './answer-name.ts';
import { byCase, mean, type CaseFacts, type GradedAnswer } from './case-record.ts';
import type { Confusion, SideSummary } from './evaluation-report.ts';
import { isPairwise } from './judged-graders.ts';
import { classificationReport } from './report.ts';

/** What a reply is filed under that no case of the suite expects; reports have words of their own for it. */
export const noKnownReply = 'no known reply';

export type Side = {
  candidateId: string;
  model: string;
  /** Every model that it may ask, and the names that were learned for them. */
  asked: readonly string[];
  learned: readonly string[];
};

/**
 * What one side did on the cases, which must all be answered or have an error in the place of the answer. Time, cost and errors are
 * those of all answers; what it passed is counted over the cases that score a reply by itself.
 */
export function summariseSide(side: Side, asked: readonly CaseFacts[], answers: readonly GradedAnswer[]): SideSummary {
  const outcomes = byCase(answers);
  const cases = asked.filter(({ grader }) => !isPairwise(grader));
  const given = answers.filter(({ error }) => error === null);
  const intentOf = new Map(cases.map(({ expected, intent }) => [expected, intent]));
  const labels = cases.map(({ caseId, intent }) => {
    const outcome = outcomes.get(caseId);
    return { label: intent, predicted: outcome?.passed === true ? intent : (intentOf.get(outcome?.reply ?? '') ?? noKnownReply) };
  });
  const costs = given.map(({ costUsd }) => costUsd);
  const latencies = given.map(({ latencyMs }) => latencyMs).sort((one, other) => one - other);
  return {
    candidateId: side.candidateId,
    model: side.model,
    n: cases.length,
    passed: cases.filter(({ caseId }) => outcomes.get(caseId)?.passed === true).length,
    score: mean(cases.map(({ caseId }) => outcomes.get(caseId)?.score ?? 0)) ?? 0,
    errors: answers.length - given.length,
    latencyMs: latencies.length === 0 ? null : { p50: quantile(latencies, 0.5), p95: quantile(latencies, 0.95) },
    promptTokens: given.reduce((sum, one) => sum + one.promptTokens, 0),
    completionTokens: given.reduce((sum, one) => sum + one.completionTokens, 0),
    costPerCaseUsd: costs.every((cost) => cost !== null) ? mean(costs) : null,
    answeredAs: namesOf(given, side),
    classification: classificationReport(labels),
    confusions: confusionsOf(labels),
  };
}

function namesOf(answers: readonly GradedAnswer[], { asked, learned }: Side): SideSummary['answeredAs'] {
  const counts = new Map<string, number>();
  for (const { model } of answers) counts.set(model, (counts.get(model) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name, answers: count, known: whoAnswered(name, asked, learned) === 'known' }))
    .sort((one, other) => other.answers - one.answers || (one.name < other.name ? -1 : 1));
}

/** Pairs of intents that were taken for each other, most frequent first. */
function confusionsOf(labels: readonly { label: string; predicted: string }[]): Confusion[] {
  const counts = new Map<string, Confusion>();
  for (const { label, predicted } of labels) {
    if (label === predicted) continue;
    const key = JSON.stringify([label, predicted]);
    const found = counts.get(key);
    if (found) found.cases += 1;
    else counts.set(key, { expected: label, answered: predicted, cases: 1 });
  }
  const order = ({ expected, answered }: Confusion): string => `${expected}\0${answered}`;
  return [...counts.values()].sort((one, other) => other.cases - one.cases || (order(one) < order(other) ? -1 : 1));
}

/** The smallest value that at least this share of the ascending values does not exceed. */
const quantile = (ascending: readonly number[], share: number): number => ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] as number;
