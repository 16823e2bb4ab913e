import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { InputError } from '../../core/errors/input-error.ts';
import { hashText } from '../student/hash.ts';
import { chance, expand, misspell, pick } from './grammar.ts';
import { allIntents, usualIntentNames } from './intents/index.ts';
import type { Intent } from './intents/intent.ts';
import { closings, contexts, greetings, vagueAsks } from './slots.ts';

/** A question, the reply a good agent gives to it, and what it was about. */
export type Turn = { text: string; reply: string; intent: string };

/** Zipf's law, flattened at the head (Mandelbrot's form): share of rank r is proportional to 1 / (r + offset)^exponent. */
const zipf = { exponent: 1, offset: 2 };

/** How people write; raised until a student that has seen 900 rows is right about nine times in ten. */
const habits = { greeting: 0.4, context: 0.35, closing: 0.35, typo: 0.035, vague: 0.02, shouting: 0.03, lowerCase: 0.4 };

/**
 * Questions to the support of an online bicycle shop that does not exist, in a long tail of some forty intents.
 * The same seed gives the same turns; a longer run begins with the shorter one. Names in `intents` limit what is asked, and
 * are the only way to get the new ones (`newIntentNames`).
 */
export function supportTraffic(options: { seed: number; count: number; intents?: readonly string[] }): Turn[] {
  const { seed, count, intents = usualIntentNames } = options;
  const asked = intents.map(intentNamed).sort((a, b) => popularity(a) - popularity(b) || (a.name < b.name ? -1 : 1));
  if (asked.length === 0) throw new InputError({ field: 'intents', expected: 'at least one name' });
  const limits = cumulativeShares(asked.length);
  const random = xoroshiro128plus(seed);
  return Array.from({ length: count }, () => {
    const draw = uniformInt(random, 0, 999_999) / 1_000_000;
    const intent = asked[limits.findIndex((limit) => draw < limit)] ?? asked.at(-1)!;
    return { text: write(intent, random), reply: intent.reply, intent: intent.name };
  });
}

function intentNamed(name: string): Intent {
  const intent = allIntents.find((known) => known.name === name);
  if (!intent) throw new InputError({ field: 'intents', found: name, expected: 'the name of an intent of the sandbox' });
  return intent;
}

/** A fixed order that mixes the subjects, so that head and tail hold some of each. */
const popularity = ({ name }: Intent): number => hashText(name, 3);

function cumulativeShares(count: number): number[] {
  const shares = Array.from({ length: count }, (_, rank) => 1 / (rank + 1 + zipf.offset) ** zipf.exponent);
  const total = shares.reduce((sum, share) => sum + share, 0);
  let sum = 0;
  return shares.map((share) => (sum += share / total));
}

function write(intent: Intent, random: RandomGenerator): string {
  const ask = chance(random, habits.vague) ? pick(random, vagueAsks) : pick(random, intent.asks);
  const parts = [
    chance(random, habits.greeting) && `${pick(random, greetings)},`,
    chance(random, habits.context) && `${expand(pick(random, contexts), random)}.`,
    `${expand(ask, random)}${pick(random, ['', '?', '.', '...', '?'])}`,
    chance(random, habits.closing) && expand(pick(random, closings), random),
  ];
  const words = parts
    .filter((part) => part !== false)
    .join(' ')
    .split(' ');
  const text = words.map((word) => (chance(random, habits.typo) && !word.includes('@') ? misspell(word, random) : word)).join(' ');
  if (chance(random, habits.shouting)) return text.toUpperCase();
  return chance(random, habits.lowerCase) ? text.toLowerCase() : text.charAt(0).toUpperCase() + text.slice(1);
}
