import type { CaseKind, SuitePart } from '../suite/kinds.ts';

/** What a suite says of a case, as far as a comparison needs it. */
export type CaseFacts = {
  caseId: string;
  question: string;
  expected: string;
  intent: string;
  grader: string;
  hard: boolean;
  kind: CaseKind;
  part: SuitePart;
  slices: Readonly<Record<string, string>>;
  group: string | null;
  foundModel: string | null;
};

/** One answer of a candidate to a case, graded. */
export type GradedAnswer = {
  caseId: string;
  repeat: number;
  reply: string;
  /** 0 to 1; null where only pairs of replies are judged. */
  score: number | null;
  /** The code of the error that stands in for an answer; its score is 0. */
  error: string | null;
  model: string;
  promptTokens: number;
  completionTokens: number;
  latencyMs: number;
  costUsd: number | null;
};

/** All repeats of one case, averaged. */
export type SideCase = {
  /** Mean over the repeats, errors as 0; 0 also of a reply that has no score of its own. */
  score: number;
  /** In more than half of the repeats. */
  passed: boolean;
  errors: number;
  repeats: number;
  /** The first repeat's. */
  reply: string;
  /** Means over the repeats that were answered; null without any. */
  latencyMs: number | null;
  costUsd: number | null;
};

/** The answers of one candidate by case, repeats averaged. */
export function byCase(answers: readonly GradedAnswer[]): Map<string, SideCase> {
  const grouped = Map.groupBy(answers, ({ caseId }) => caseId);
  return new Map([...grouped].map(([caseId, ones]) => [caseId, averaged(ones)]));
}

function averaged(ones: readonly GradedAnswer[]): SideCase {
  const given = ones.filter(({ error }) => error === null);
  const costs = given.map(({ costUsd }) => costUsd);
  return {
    score: mean(ones.map(({ score, error }) => (error === null ? (score ?? 0) : 0))) ?? 0,
    passed: 2 * given.filter(({ score }) => score !== null && score >= 1).length > ones.length,
    errors: ones.length - given.length,
    repeats: ones.length,
    reply: ones.reduce((first, one) => (one.repeat < first.repeat ? one : first)).reply,
    latencyMs: mean(given.map(({ latencyMs }) => latencyMs)),
    costUsd: costs.every((cost) => cost !== null) ? mean(costs) : null,
  };
}

export const mean = (values: readonly number[]): number | null => (values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length);

/** The slices of a case as the gate names them, sorted: its intent, its kind and what the suite says. */
export function sliceNames({ intent, kind, slices }: Pick<CaseFacts, 'intent' | 'kind' | 'slices'>): string[] {
  const names = Object.entries(slices).map(([dimension, value]) => `${dimension}:${value}`);
  if (intent !== '') names.push(`intent:${intent}`);
  if (kind !== 'general') names.push(`kind:${kind}`);
  return [...new Set(names)].sort();
}
