import { z } from 'zod';

/** `analyze.normalise`: how a log's messages become a dialogue. 0 means without limit. */
export const normaliseSchema = z.strictObject({
  include_system: z.boolean().default(false).describe('system messages belong to the first question. They are the same in every row, so they are left out by default'),
  history_tool_result_max_chars: z.int().min(0).default(8192).describe('characters of one tool result in dialog_history; longer ones keep head and tail around a marker. 8192: pages and tables say no more after that'),
  history_max_assistant_trace_chars: z.int().min(0).default(32_000).describe("characters of one turn's whole answer, tool results included"),
  history_max_user_chars: z.int().min(0).default(0).describe('characters of one question. 0: questions are not cut'),
  head_ratio: z.number().min(0).max(1).default(0.62).describe('how much of what is kept is the head: results say what they are first, and end with the error'),
});
export type NormaliseConfig = z.infer<typeof normaliseSchema>;
