import { digit, half, kindsOfPair, kindsOfUnits, letter, mark } from './signs.ts';

export type CharacterCounts = {
  /** Code points. */
  length: number;
  /** Letters and digits of any script. */
  alphanumeric: number;
  /** Everything but letters: punctuation, digits, blanks, symbols. */
  special: number;
};

/** One pass over a text. */
export function countCharacters(text: string): CharacterCounts {
  let length = 0;
  let letters = 0;
  let digits = 0;
  for (let at = 0; at < text.length; at++) {
    length += 1;
    let kinds = kindsOfUnits[text.charCodeAt(at)]!;
    if (kinds === half) {
      kinds = kindsOfPair(text, at);
      if ((text.codePointAt(at) ?? 0) > 0xffff) at += 1;
    }
    if ((kinds & (letter | mark)) > 0) letters += 1;
    else if ((kinds & digit) > 0) digits += 1;
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
