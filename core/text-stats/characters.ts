export type CharacterCounts = {
  /** Code points. */
  length: number;
  /** Letters and digits of any script. */
  alphanumeric: number;
  /** Everything but letters: punctuation, digits, blanks, symbols. */
  special: number;
};

const letter = 1;
const digit = 2;
const kinds = new Uint8Array(0x10000);
for (let code = 0; code < 0x10000; code++) {
  if (code >= 0xd800 && code < 0xe000) continue;
  const sign = String.fromCharCode(code);
  if (/[\p{L}\p{M}]/u.test(sign)) kinds[code] = letter;
  else if (/\p{N}/u.test(sign)) kinds[code] = digit;
}
const astralLetter = /[\p{L}\p{M}]/u;

/** One pass over a text. */
export function countCharacters(text: string): CharacterCounts {
  let length = 0;
  let letters = 0;
  let digits = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    length += 1;
    if (code >= 0xd800 && code < 0xdc00 && at + 1 < text.length) {
      const point = text.codePointAt(at) ?? code;
      if (point > 0xffff) {
        at += 1;
        if (astralLetter.test(String.fromCodePoint(point))) letters += 1;
      }
      continue;
    }
    const kind = kinds[code];
    if (kind === letter) letters += 1;
    else if (kind === digit) digits += 1;
  }
  return { length, alphanumeric: letters + digits, special: length - letters };
}

/** Longest line and their number, in UTF-16 units. */
export function measureLines(text: string): { longest: number; lines: number } {
  let longest = 0;
  let lines = 1;
  let from = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', from)) {
    longest = Math.max(longest, at - from);
    lines += 1;
    from = at + 1;
  }
  return { longest: Math.max(longest, text.length - from), lines };
}
