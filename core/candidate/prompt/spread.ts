import { shuffled } from '../../random/seeded-draw.ts';
import type { Demonstration } from './demonstration.ts';

/** How many of its questions are wrong: intents with more of them are shown first. */
export type Urgency = ReadonlyMap<string, number>;

/**
 * `size` demonstrations that cover as many intents as they can: one of each intent in turn, the urgent intents first, then
 * the frequent ones; which one of an intent is drawn by the seed. `first` are taken before anything is drawn.
 */
export function spread(pool: readonly Demonstration[], size: number, seed: number, { first = [], urgency = new Map() }: { first?: readonly Demonstration[]; urgency?: Urgency } = {}): Demonstration[] {
  const taken = new Set(first.slice(0, size).map(({ id }) => id));
  const chosen = first.slice(0, size);
  const byIntent = new Map<string, Demonstration[]>();
  for (const one of pool) byIntent.set(one.intent, [...(byIntent.get(one.intent) ?? []), one]);
  const covered = new Map<string, number>();
  for (const { intent } of chosen) covered.set(intent, (covered.get(intent) ?? 0) + 1);

  const queues = [...byIntent]
    .map(([intent, members]) => ({ intent, waiting: shuffled(members, seed, intent).filter(({ id }) => !taken.has(id)), rows: members.length }))
    .sort((a, b) => (urgency.get(b.intent) ?? 0) - (urgency.get(a.intent) ?? 0) || b.rows - a.rows || (a.intent < b.intent ? -1 : 1));
  for (let turn = 0; chosen.length < size && queues.some(({ waiting }) => waiting.length > 0); turn += 1) {
    for (const { intent, waiting } of queues) {
      // What was taken beforehand counts as the intent's earlier turns.
      if ((covered.get(intent) ?? 0) > turn || chosen.length >= size) continue;
      const next = waiting.shift();
      if (!next) continue;
      chosen.push(next);
      covered.set(intent, (covered.get(intent) ?? 0) + 1);
    }
  }
  return chosen;
}
