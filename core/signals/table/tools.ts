import type { SignalDefinition } from './definition.ts';

export const toolSignals: readonly SignalDefinition[] = [
  {
    code: 'tool_message_error_pattern',
    family: 'tool',
    role: 'primary',
    applies: ({ toolSuccess, toolFail }) => toolSuccess + toolFail > 0,
    fires({ toolFail }, { min_tool_fail_count_for_signal: limit }) {
      return toolFail >= limit ? { weight: 'high', evidence: [{ field: 'tool_fail_count', value: toolFail, limit }] } : undefined;
    },
  },
  {
    code: 'low_tool_success_ratio',
    family: 'tool',
    role: 'primary',
    applies: ({ toolSuccess, toolFail }, { min_tool_rounds_for_ratio_signal }) => toolSuccess + toolFail >= Math.max(1, min_tool_rounds_for_ratio_signal),
    fires({ toolSuccess, toolFail }, { max_tool_success_ratio_for_signal: limit }) {
      const ratio = toolSuccess / (toolSuccess + toolFail);
      if (ratio > limit) return undefined;
      return { weight: 'medium', evidence: [{ field: 'tool_success_ratio', value: ratio, limit }, { field: 'tool_fail_count', value: toolFail }] };
    },
  },
];
