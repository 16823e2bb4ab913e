/**
 * The JSON object of a model's answer: bare, in a fence, or with words around it.
 * Undefined when there is none that parses.
 */
export function readJsonAnswer(text: string): Record<string, unknown> | undefined {
  const fenced = /```(?:json)?\s*\n([\s\S]*?)\n?\s*```/i.exec(text)?.[1];
  const [from, to] = [text.indexOf('{'), text.lastIndexOf('}')];
  for (const candidate of [text, fenced, from === -1 || to < from ? undefined : text.slice(from, to + 1)]) {
    if (candidate === undefined) continue;
    try {
      const value: unknown = JSON.parse(candidate);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    } catch {
      // The next form may parse.
    }
  }
  return undefined;
}
