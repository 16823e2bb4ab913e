import { digitShift, half, kindsOfPoint, kindsOfUnits, letteringShift } from './signs.ts';
import { pairAt, type Units } from './units.ts';

export type CharacterCounts = {
  /** Code points. */
  length: number;
  /** Letters and digits of any script. */
  alphanumeric: number;
  /** Everything but letters: punctuation, digits, blanks, symbols. */
  special: number;
};

/** One pass over a text. */
export function countCharacters(units: Units): CharacterCounts {
  const { codes, length } = units;
  // Bound here: a name of another module is looked up again for every sign.
  const kindsOf = kindsOfUnits;
  let pairs = 0;
  let letters = 0;
  let digits = 0;
  for (let at = 0; at < length; at++) {
    let kinds = kindsOf[codes[at]!]!;
    if (kinds === half) {
      const point = pairAt(units, at);
      kinds = kindsOfPoint(point);
      if (point > 0xffff) {
        pairs += 1;
        at += 1;
      }
    }
    // Letters and blanks alternate at random: a question here would be guessed wrong by the processor once a word.
    letters += (kinds >> letteringShift) & 1;
    digits += (kinds >> digitShift) & 1;
  }
  return { length: length - pairs, alphanumeric: letters + digits, special: length - pairs - letters };
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
