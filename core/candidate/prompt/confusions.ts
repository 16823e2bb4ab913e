import type { Demonstration } from './demonstration.ts';

/** What the model said to a training question when it was shown a set. */
export type Probed = Demonstration & {
  passed: boolean;
  /** The intent whose reply it gave instead; undefined where the reply is nobody's. */
  answeredAs: string | undefined;
};

/**
 * The failed ones in an order that shows every confusion before it shows one twice: pairs (asked intent, answered intent)
 * in turn, the frequent pairs first. Questions near such a border teach more than questions that nobody gets wrong (the
 * condensed nearest neighbour rule, Hart 1968, keeps the same ones).
 */
export function byConfusion(probed: readonly Probed[]): Probed[] {
  const pairs = new Map<string, Probed[]>();
  for (const one of probed) {
    if (one.passed) continue;
    const pair = JSON.stringify([one.intent, one.answeredAs ?? null]);
    pairs.set(pair, [...(pairs.get(pair) ?? []), one]);
  }
  const queues = [...pairs].sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1)).map(([, members]) => [...members]);
  const ordered: Probed[] = [];
  while (queues.some((queue) => queue.length > 0)) for (const queue of queues) ordered.push(...queue.splice(0, 1));
  return ordered;
}

/** Wrong answers per asked intent. */
export function urgencyOf(probed: readonly Probed[]): Map<string, number> {
  const wrong = new Map<string, number>();
  for (const { intent, passed } of probed) if (!passed) wrong.set(intent, (wrong.get(intent) ?? 0) + 1);
  return wrong;
}
