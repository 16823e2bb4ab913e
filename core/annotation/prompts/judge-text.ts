import type { AxisName } from '../axes.ts';

/** Everything that is said to a judge in one language. `{labels}` and `{fault}` are filled in. */
export type JudgeText = {
  /** Who the judge is, and what the material is. */
  task: string;
  /** Only where the interaction brings measurements along. */
  facts: string;
  answer: string;
  fields: {
    verdict: string;
    error_type: string;
    severity: string;
    intent: { open: string; known: string; closed: string };
    corrected_reply: string;
    confidence: string;
    cited_fields: string;
    topic: string;
    sentiment: string;
    sentiment_intensity: string;
    axes: string;
    reply_quality: string;
    agent_quality: string;
    recommendation: string;
    difficulty: string;
    skills: string;
    mistake: string;
    insight: string;
    pii: string;
  };
  axes: Record<AxisName, string>;
  /** In which language the judge writes. */
  language: string;
  /** Said right after the material, so that the last word is ours. */
  close: string;
  repair: string;
  /** For texts that are only looked through for personal data. */
  review: { task: string; close: string };
};
