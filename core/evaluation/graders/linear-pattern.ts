import { RE2JS } from 're2js';

/** A pattern of RE2 syntax: it takes time in proportion to the text, so no reply, however hostile, can hang an evaluation. */
export type LinearPattern = { test: (text: string) => boolean };

const flagBits: Readonly<Record<string, number>> = { i: RE2JS.CASE_INSENSITIVE, m: RE2JS.MULTILINE, s: RE2JS.DOTALL };

/**
 * Compiles a pattern without backtracking. Look-around and back-references do not exist in it.
 *
 * @param flags any of i (case), m (`^` and `$` at lines), s (`.` takes line breaks)
 * @throws Error that says what is wrong with the pattern
 */
export function linearPattern(source: string, flags = ''): LinearPattern {
  let bits = 0;
  for (const flag of flags) {
    const bit = flagBits[flag];
    if (bit === undefined) throw new Error(`there is no flag ${JSON.stringify(flag)}; known are i, m and s`);
    bits |= bit;
  }
  try {
    const pattern = RE2JS.compile(RE2JS.translateRegExp(source), bits);
    return { test: (text) => pattern.matcher(text).find() };
  } catch (error) {
    throw new Error(`not a pattern of RE2 (no look-around, no back-references): ${error instanceof Error ? error.message : 'unreadable'}`, { cause: error });
  }
}
