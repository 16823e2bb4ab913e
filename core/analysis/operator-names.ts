/** In the order in which they run. */
export const operatorNames = ['lineage', 'dialogue', 'clean', 'usage', 'tools', 'text_stats', 'llm_fields', 'feedback'] as const;
export type OperatorName = (typeof operatorNames)[number];
