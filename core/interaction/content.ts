/** NUL and lone surrogates are legal in JSON and illegal in a database's text. */
export const storableText = (text: string): string => (text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text).toWellFormed();

/** A value as its JSON text; what nests deeper than the stack reaches has none. */
export function jsonText(value: unknown): string {
  try {
    return storableText(JSON.stringify(value));
  } catch {
    return '';
  }
}
