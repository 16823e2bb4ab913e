import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { slots } from './slots.ts';

export const pick = <T>(random: RandomGenerator, from: readonly T[]): T => from[uniformInt(random, 0, from.length - 1)]!;

/** True with the probability, to a thousandth. */
export const chance = (random: RandomGenerator, probability: number): boolean => uniformInt(random, 0, 999) < probability * 1_000;

const innermostChoice = /\(([^()]*)\)/;
const slotPattern = /\{(\w+)\}/;

/** Makes a sentence of a template: `(a|b)` is a choice, inner ones first, `{slot}` a random word of `slots`. */
export function expand(template: string, random: RandomGenerator): string {
  let text = template;
  while (innermostChoice.test(text))
    text = text.replace(innermostChoice, (_, choices: string) => pick(random, choices.split('|')));
  while (slotPattern.test(text))
    text = text.replace(slotPattern, (_, name: string) => {
      const words = slots[name];
      if (words === undefined) throw new Error(`no slot named ${name}`);
      return pick(random, words);
    });
  return text.replace(/\s+/g, ' ').trim();
}

const letters = Array.from('abcdefghijklmnopqrstuvwxyz');

/** One slip of the finger: two letters swapped, one dropped, doubled or wrong. Short words are left alone. */
export function misspell(word: string, random: RandomGenerator): string {
  if (word.length < 4) return word;
  const at = uniformInt(random, 1, word.length - 2);
  const [before, letter, after] = [word.slice(0, at), word.charAt(at), word.slice(at + 1)];
  switch (uniformInt(random, 0, 3)) {
    case 0:
      return before + after.charAt(0) + letter + after.slice(1);
    case 1:
      return before + after;
    case 2:
      return before + letter + letter + after;
    default:
      return before + pick(random, letters) + after;
  }
}
