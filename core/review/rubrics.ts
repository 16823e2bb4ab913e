import { severities, otherLabel } from '../annotation/judgement.ts';
import type { KappaWeights } from '../agreement/kappa.ts';

/** What people label. A new rubric is an entry. */
export type Rubric = {
  name: RubricName;
  /** What a person is asked. */
  question: string;
  /** The labels that may be given, in order; undefined: any short name. */
  scale: ((errorTypes: readonly string[]) => readonly string[]) | undefined;
  weights: KappaWeights;
};

/** An error type or severity of a good reply. */
export const noLabel = 'none';

export const rubricNames = ['verdict', 'error_type', 'severity', 'intent', 'correction'] as const;
export type RubricName = (typeof rubricNames)[number];

const verdicts = ['good', 'bad'];

export const rubrics: Readonly<Record<RubricName, Rubric>> = {
  verdict: { name: 'verdict', question: 'Does the reply do what the user needed?', scale: () => verdicts, weights: 'plain' },
  error_type: { name: 'error_type', question: 'What is wrong with the reply?', scale: (errorTypes) => [...new Set([noLabel, ...errorTypes, otherLabel])], weights: 'plain' },
  severity: { name: 'severity', question: 'How bad is it?', scale: () => [...severities, noLabel], weights: 'linear' },
  intent: { name: 'intent', question: 'What did the user want?', scale: undefined, weights: 'plain' },
  // The reply that is shown is the corrected one; nothing says so.
  correction: { name: 'correction', question: 'Does the reply do what the user needed?', scale: () => verdicts, weights: 'plain' },
};

export const isRubric = (name: string): name is RubricName => (rubricNames as readonly string[]).includes(name);
