/** What an axis needs to mean anything: more than one question, several steps to one of them, or tools. */
type Needs = 'turns' | 'steps' | 'tools';

/** The nine axes of a dialogue, each from 1 (worst) to 5; `field` is what a row calls it. */
export const axes = [
  { name: 'memory_consistency', field: 'dialog_memory_consistency', needs: 'turns' },
  { name: 'coreference', field: 'dialog_coreference', needs: 'turns' },
  { name: 'topic_shift', field: 'dialog_topic_shift', needs: 'turns' },
  { name: 'error_recovery', field: 'dialog_error_recovery', needs: 'turns' },
  { name: 'clarification_quality', field: 'dialog_clarification_quality', needs: 'turns' },
  { name: 'proactivity', field: 'dialog_proactivity', needs: 'turns' },
  { name: 'non_repetition', field: 'dialog_non_repetition', needs: 'turns' },
  { name: 'trace_coherence', field: 'agent_trace_coherence', needs: 'steps' },
  { name: 'tool_relevance', field: 'agent_tool_relevance', needs: 'tools' },
] as const satisfies readonly { name: string; field: string; needs: Needs }[];
export type AxisName = (typeof axes)[number]['name'];

/** Dimensions of the reply, and of the agent's work as a whole; each from 1 (worst) to 5. */
export const replyDimensions = ['accuracy', 'grammar', 'informativeness', 'coherence'] as const;
export const agentDimensions = ['instruction_following', 'reply_quality', 'helpfulness', 'safety'] as const;

/** The axes that can apply to a dialogue. */
export const axesFor = (dialogue: Record<Needs, boolean>): AxisName[] => axes.filter(({ needs }) => dialogue[needs]).map(({ name }) => name);

/**
 * A score from 0 to 1: sum of the dimensions / their count / 5. Null when any of them failed: a part would be another
 * measure, and 0 a verdict that nobody gave.
 */
export function scoreOf(dimensions: Readonly<Record<string, number | null>> | null): number | null {
  const values = Object.values(dimensions ?? {});
  if (values.length === 0 || values.includes(null)) return null;
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0) / values.length / 5;
}
