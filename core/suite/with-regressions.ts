import { compareText } from '../order/compare-text.ts';
import { withCases } from './next-version.ts';
import { cameOfBadExchange } from './source-cases.ts';
import type { StoredCase } from './stored.ts';

/** A confirmed bad case that never trains, as a case; `at`: when it happened. */
export type Regression = { case: StoredCase; at: Date };

/**
 * The next version of a suite with the confirmed bad cases of today, `max` of them at most: the newest of every intent, then the
 * second newest of each, and so on, so that an intent that fails often does not push out the others. A case whose correction was
 * taken back goes, one whose correction was replaced asks for the new reply; everything else stays as it is.
 */
export function withRegressions(agent: string, cases: readonly StoredCase[], found: readonly Regression[], max: number): { id: string; cases: StoredCase[]; added: number; dropped: number } {
  const kept = new Map(newestOfEach(found, max).map((one) => [one.caseId, one]));
  const stays = (one: StoredCase): boolean => !cameOfBadExchange(one) || kept.get(one.caseId)?.content === one.content;
  const rest = cases.filter(stays);
  return { ...withCases(agent, rest, [...kept.values()]), dropped: cases.length - rest.length };
}

function newestOfEach(found: readonly Regression[], max: number): StoredCase[] {
  const newest = found.toSorted((one, other) => other.at.getTime() - one.at.getTime() || compareText(one.case.caseId, other.case.caseId));
  const before = new Map<string, number>();
  const ranked = newest.map((one) => {
    const rank = before.get(one.case.intent) ?? 0;
    before.set(one.case.intent, rank + 1);
    return { one, rank };
  });
  // A stable sort: within a rank the newest still come first.
  return ranked.sort((one, other) => one.rank - other.rank).slice(0, max).map(({ one }) => one.case);
}
