import type { GatePolicy, SliceRole } from './policy.ts';
import { smallestSampleWithoutFlip } from './sample-size.ts';

export type SliceRule = { role: SliceRole; margin: number; minCases: number };

/** What the policy says of a slice: the first entry that is its name, or its beginning up to a `*`; guarded without one. */
export function ruleOf(name: string, policy: GatePolicy, kind: 'pass' | 'score'): SliceRule {
  const entry = Object.entries(policy.slices).find(([pattern]) => fits(pattern, name))?.[1];
  const margin = entry?.margin ?? policy.margin;
  const least = kind === 'pass' ? smallestSampleWithoutFlip(margin, policy.alpha) : policy.min_graded_cases;
  return { role: entry?.role ?? 'guarded', margin, minCases: entry?.min_cases ?? least };
}

/** Critical slices of the policy that none of these names fits: misspelt, or gone from the suite. */
export const missingCritical = (names: readonly string[], policy: GatePolicy): string[] =>
  Object.entries(policy.slices).flatMap(([pattern, { role }]) =>
    role === 'critical' && !names.some((name) => fits(pattern, name)) ? [pattern] : [],
  );

const fits = (pattern: string, name: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
