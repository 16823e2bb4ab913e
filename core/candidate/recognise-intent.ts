import { wordsOfQuestion } from './routing.ts';

export type Recogniser = { words: Record<string, number>; above: number };

const wordsKept = 12;
/** Of the questions that a rule takes for the intent, at least this share must be of it. */
const leastPrecision = 0.7;

/**
 * Recognises questions of one intent by their words: the words that are likelier inside the intent than outside, each
 * weighing the logarithm of how much likelier (naive Bayes with half a count of smoothing), and the score from which on
 * the rule finds most (F1) among those scores that keep the precision. Learned from and measured on the training side.
 *
 * @returns undefined where no score is precise enough, or the intent has fewer than three questions
 */
export function learnRecogniser(questions: readonly { question: string; intent: string }[], intent: string): Recogniser | undefined {
  const rows = questions.map((one) => ({ inside: one.intent === intent, words: wordsOfQuestion(one.question) }));
  const total = rows.filter(({ inside }) => inside).length;
  if (total < 3) return undefined;
  const counts = new Map<string, { inside: number; outside: number }>();
  for (const { inside, words } of rows) {
    for (const word of words) {
      const count = counts.get(word) ?? { inside: 0, outside: 0 };
      count[inside ? 'inside' : 'outside'] += 1;
      counts.set(word, count);
    }
  }
  const weights = [...counts]
    .filter(([, { inside }]) => inside >= 2)
    .map(([word, { inside, outside }]): [string, number] => [word, Math.log((inside + 0.5) / (total + 1)) - Math.log((outside + 0.5) / (rows.length - total + 1))])
    .filter(([, weight]) => weight > 0)
    .sort(([a, weight], [b, other]) => other - weight || (a < b ? -1 : 1))
    .slice(0, wordsKept)
    .map(([word, weight]): [string, number] => [word, Number(weight.toFixed(2))]);
  const words = Object.fromEntries(weights);
  const scored = rows.map((row) => ({ inside: row.inside, score: weights.reduce((sum, [word, weight]) => sum + (row.words.has(word) ? weight : 0), 0) }));
  const above = bestThreshold(scored, total);
  return above === undefined ? undefined : { words, above };
}

function bestThreshold(scored: readonly { inside: boolean; score: number }[], total: number): number | undefined {
  const ordered = scored.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score);
  let best: { threshold: number; f1: number } | undefined;
  let hits = 0;
  for (const [index, { inside, score }] of ordered.entries()) {
    if (inside) hits += 1;
    if (ordered[index + 1]?.score === score) continue;
    const taken = index + 1;
    const f1 = (2 * hits) / (taken + total);
    // Halfway to the next lower score: new questions never have all the words that the known ones have.
    if (hits / taken >= leastPrecision && (!best || f1 > best.f1)) best = { threshold: (score + (ordered[index + 1]?.score ?? 0)) / 2, f1 };
  }
  return best && Number(best.threshold.toFixed(3));
}
