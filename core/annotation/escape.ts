/**
 * Signs that could end the block, or hide or turn round what stands there: `<`, control and format signs (bidirectional and
 * zero-width ones, tags), line and paragraph separators, private and unassigned ones, variation selectors and fillers.
 */
const risky = /[<\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** A value as JSON in which no text can close the block that it stands in, nor hide or turn round what it says. */
export const escapeJson = (value: unknown): string =>
  JSON.stringify(value).replace(risky, (sign) => Array.from({ length: sign.length }, (_, at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''));
