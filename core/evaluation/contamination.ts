import { nearTwinIndex } from '../duplicates/near-twins.ts';
import { fingerprint } from './fingerprint.ts';

export type ContaminationCheck = {
  /** Told of everything that the candidate was trained on or is shown as an example. */
  saw: (text: string) => void;
  /** Ids of the cases that were among it, in code unit order. */
  cases: () => string[];
};

/**
 * Finds the cases whose question a candidate has seen: in the same words, or as a near-duplicate (Jaccard .8 on character
 * 3-grams). The seals of the splits should have kept them apart; a suite that came after the training had none.
 */
export function contaminationCheck(cases: readonly { caseId: string; question: string }[]): ContaminationCheck {
  const byPrint = Map.groupBy(cases, ({ question }) => fingerprint(question));
  const twinOf = nearTwinIndex(cases.map(({ question }) => question));
  const hit = new Set<string>();
  return {
    saw(text) {
      for (const { caseId } of byPrint.get(fingerprint(text)) ?? []) hit.add(caseId);
      const twin = twinOf(text);
      if (twin) hit.add(cases[twin.index]!.caseId);
    },
    cases: () => [...hit].sort(),
  };
}

/** The same the other way round, for texts that may become cases: whether one is, or is nearly, among those that were seen. */
export function alreadySeen(seen: readonly string[]): (text: string) => boolean {
  if (seen.length === 0) return () => false;
  const prints = new Set(seen.map(fingerprint));
  const twinOf = nearTwinIndex(seen);
  return (text) => prints.has(fingerprint(text)) || twinOf(text) !== undefined;
}
