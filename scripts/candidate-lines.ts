import type { Candidate } from '../adapters/store/candidates.ts';
import type { CycleCandidate } from '../adapters/store/cycle-candidates.ts';
import type { StoredRemedy } from '../adapters/store/remedies.ts';

/** As many clusters as a screen has room for; `--json` has all. */
const shownClusters = 8;
const spoken = (code: string): string => code.replaceAll('_', ' ');

/** What an erasure has done to a candidate; empty where it saw nobody who was erased. */
export function taintOf({ tainted_at: at, erased_parts: parts }: Pick<Candidate, 'tainted_at' | 'erased_parts'>): string {
  if (at === null) return '';
  return `saw a user who was erased on ${at.toISOString().slice(0, 10)}${parts > 0 ? `, ${parts} parts were taken out of it` : ''}`;
}

/** What a cycle made, a line each: `prompt c-12 (54 of 60 on validation, 31 before)`. Nothing where it made no more than one training. */
export function candidateLines(made: readonly CycleCandidate[]): string[] {
  if (made.length === 1 && made[0]?.kind === 'training') return [];
  return made.map(({ candidateId, kind, gated, note }) => {
    const { right, asked, before, sentOn } = note as Record<string, number | undefined>;
    const facts = [
      ...(right === undefined ? [] : [`${right} of ${asked} on validation`]),
      ...(before === undefined ? [] : [`${before} before`]),
      ...(sentOn === undefined ? [] : [`${sentOn} sent on`]),
      ...(gated ? [] : ['not before the gate']),
    ];
    return `${kind} ${candidateId}${facts.length > 0 ? ` (${facts.join(', ')})` : ''}`;
  });
}

/** What would help against the bad cases, the largest cluster first: `wrong intent, refund: 12 cases, 40 %: training, since corrections teach`. */
export function remedyLines(remedies: readonly StoredRemedy[]): string[] {
  const more = remedies.length - shownClusters;
  return [
    ...remedies
      .slice(0, shownClusters)
      .map(({ errorType, intent, cases, share, remedy, because }) => `${spoken(errorType)}, ${spoken(intent)}: ${cases} cases, ${Math.round(100 * share)} %: ${spoken(remedy)}, since ${spoken(because)}`),
    ...(more > 0 ? [`and ${more} more kinds of bad cases: --json shows them`] : []),
  ];
}
