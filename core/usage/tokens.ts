/** Tokens of one call or of several; undefined where nobody reported them. */
export type Tokens = { prompt: number | undefined; completion: number | undefined; total: number | undefined };

/** A count as logs write it: a number or a text of digits; anything else is no count. */
function count(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\s*\d{1,15}(?:\.\d+)?\s*$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : undefined;
}

function first(report: Record<string, unknown>, names: readonly string[]): number | undefined {
  for (const name of names) {
    const found = count(report[name]);
    if (found !== undefined) return found;
  }
  return undefined;
}

const promptNames = ['prompt_tokens', 'input_tokens', 'promptTokens', 'inputTokens', 'prompt_token_count', 'promptTokenCount', 'input'];
const completionNames = ['completion_tokens', 'output_tokens', 'completionTokens', 'outputTokens', 'candidates_token_count', 'candidatesTokenCount', 'output'];
const totalNames = ['total_tokens', 'totalTokens', 'total_token_count', 'totalTokenCount', 'total'];

/** The tokens of a provider's report in any of its spellings; undefined when it holds none. */
export function readTokens(report: unknown): Tokens | undefined {
  if (typeof report !== 'object' || report === null) return undefined;
  const fields = report as Record<string, unknown>;
  let prompt = first(fields, promptNames);
  const completion = first(fields, completionNames);
  // Anthropic counts what came from or went into its cache apart from the input.
  const cached = (count(fields['cache_read_input_tokens']) ?? 0) + (count(fields['cache_creation_input_tokens']) ?? 0);
  if (cached > 0 && 'input_tokens' in fields) prompt = (prompt ?? 0) + cached;
  const total = first(fields, totalNames) ?? (prompt === undefined && completion === undefined ? undefined : (prompt ?? 0) + (completion ?? 0));
  return total === undefined ? undefined : { prompt, completion, total };
}
