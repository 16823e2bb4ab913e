/** What a judge computed in an earlier pass, under the names that it keeps. */
const names = [
  'agent_insight_llm', 'agent_insight_llm_raw', 'llm_analysis_score', 'llm_analysis_record', 'llm_quality_score', 'llm_quality_record', 'llm_difficulty_score', 'llm_difficulty_record',
  'dialog_intent_labels', 'dialog_sentiment_labels', 'dialog_topic_labels', 'dialog_sentiment_intensity', 'agent_skill_insights', 'pii_llm_suspect',
  'dialog_memory_consistency', 'dialog_coreference', 'dialog_topic_shift', 'dialog_error_recovery', 'dialog_clarification_quality', 'dialog_proactivity', 'dialog_non_repetition',
  'agent_trace_coherence', 'agent_tool_relevance',
];
const nests = ['meta', '__dj__meta__', '__dj__stats__', 'stats'];

/** The judge's fields of a row, wherever an earlier analysis put them; those that are not there stay out. */
export function llmFields(columns: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const places = nests.map((nest) => columns[nest]).filter((place): place is Record<string, unknown> => typeof place === 'object' && place !== null && !Array.isArray(place));
  const found: Record<string, unknown> = {};
  for (const name of names) {
    const value = columns[name] ?? places.find((place) => place[name] !== undefined && place[name] !== null)?.[name];
    if (value !== undefined && value !== null) found[name] = value;
  }
  return found;
}
