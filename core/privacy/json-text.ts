/** A number of a JSON text that no number of the language holds, as it was written. */
export type ExactNumber = { readonly rawJSON: string };
type SourceReviver = (key: string, value: unknown, context: { source?: string }) => unknown;
/** Not among the types yet: https://github.com/tc39/proposal-json-parse-with-source */
const exactJson = JSON as unknown as { parse: (text: string, reviver: SourceReviver) => unknown; rawJSON: (source: string) => ExactNumber; isRawJSON: (value: unknown) => value is ExactNumber };

/** Numbers beyond 2^53, or with more digits than are kept. */
const mayLose = /\d{16}/;
const keepSource: SourceReviver = (_, value, { source }) => (typeof value === 'number' && source !== undefined && String(value) !== source ? exactJson.rawJSON(source) : value);

export const isExactNumber = (value: unknown): value is ExactNumber => exactJson.isRawJSON(value);

/**
 * The object or array that a text holds; undefined: it holds none, or one that nests deeper than `maxDepth`. `JSON.stringify`
 * of it writes the same numbers: those that would change are an `ExactNumber`.
 */
export function parseContainer(text: string, maxDepth: number): object | undefined {
  // A text that only begins like JSON would cost an exception.
  if (!/^\s*[[{]/.test(text) || !/[\]}]$/.test(text.trimEnd()) || nesting(text) > maxDepth) return undefined;
  try {
    const parsed: unknown = mayLose.test(text) ? exactJson.parse(text, keepSource) : JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** The deepest nesting of brackets; those inside strings count too, which only errs towards plain text. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign === 0x7b || sign === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (sign === 0x7d || sign === 0x5d) depth -= 1;
  }
  return deepest;
}
