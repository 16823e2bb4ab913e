import { composite } from './composite.ts';
import type { Grader } from './grader.ts';
import { jsonEquality, jsonSchema } from './json.ts';
import { numeric } from './numeric.ts';
import { regex } from './regex.ts';
import { gramSimilarity, tokenF1 } from './similarity.ts';
import { contains, exact, normalised } from './text.ts';
import { toolCalls } from './tool-calls.ts';

const rules = {
  exact,
  normalised,
  contains,
  regex,
  numeric,
  json_equal: jsonEquality,
  json_schema: jsonSchema,
  tool_calls: toolCalls,
  token_f1: tokenF1,
  gram_similarity: gramSimilarity,
} as const satisfies Record<string, Grader>;

/** The graders by the name that a suite case gives; a new one is one file and one line above. */
export const graders = { ...rules, composite: composite(rules) } as const satisfies Record<string, Grader>;
