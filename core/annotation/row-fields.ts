import { axes, scoreOf } from './axes.ts';
import type { AnnotationStatus } from './annotate-one.ts';
import type { Judgement } from './judgement.ts';

/** What a file of annotated rows says of each in its own columns; null throughout where there is no usable answer. */
export function verdictFields(judgement: Judgement | null, status: AnnotationStatus | 'refused') {
  return {
    verdict: judgement?.verdict ?? null,
    error_type: judgement?.errorType ?? null,
    severity: judgement?.severity ?? null,
    intent: judgement?.intent ?? null,
    corrected_reply: judgement?.correctedReply ?? null,
    confidence: judgement?.confidence ?? null,
    cited_fields: judgement?.citedFields ?? [],
    mistake: judgement?.mistake ?? null,
    status,
  };
}

/**
 * A judgement under the names that tools for such logs know, for a row's `meta`. Scores lie between 0 and 1; one that failed
 * is null. What was not asked is left out.
 */
export function judgedMeta(judgement: Judgement, raw: string | null): Record<string, unknown> {
  const { agentQuality, replyQuality, recommendation, difficulty, intent, topic, sentiment, sentimentIntensity, skills, insight, pii } = judgement;
  const record = (dimensions: Record<string, number | null> | null) => dimensions && { dimension_scores: dimensions, recommendation };
  const list = <T>(value: T | null): T[] => (value === null ? [] : [value]);
  return {
    ...(agentQuality && { llm_analysis_score: scoreOf(agentQuality), llm_analysis_record: record(agentQuality) }),
    ...(replyQuality && { llm_quality_score: scoreOf(replyQuality), llm_quality_record: record(replyQuality) }),
    llm_difficulty_score: difficulty === null ? null : difficulty / 5,
    dialog_intent_labels: [intent],
    dialog_topic_labels: list(topic),
    dialog_sentiment_labels: list(sentiment),
    dialog_sentiment_intensity: list(sentimentIntensity),
    ...Object.fromEntries(axes.flatMap(({ name, field }) => (judgement.axes[name] === null ? [] : [[field, judgement.axes[name]]]))),
    agent_skill_insights: skills,
    ...(insight && { agent_insight_llm: insight }),
    ...(raw !== null && { agent_insight_llm_raw: raw }),
    ...(pii.length > 0 && { pii_llm_suspect: pii.map(({ field, category }) => ({ field, category })) }),
  };
}
