export type CaseResult = { caseId: string; passed: boolean };

export type PairedOutcomes = {
  ok: true;
  n: number;
  /** Ids of the cases that the champion passed and the candidate fails, in code unit order. */
  lost: string[];
  /** Ids of the cases that the champion failed and the candidate passes. */
  gained: string[];
  bothRight: number;
  bothWrong: number;
};

/** The results cannot be compared: they are not of the same cases, each once. */
export type UnpairedCases = {
  ok: false;
  /** Cases of the candidate that the champion lacks. */
  missingInChampion: number;
  /** Cases of the champion that the candidate lacks. */
  missingInCandidate: number;
  /** Results beyond the first of their case, on either side. */
  repeated: number;
  /** For a person; counts only. */
  message: string;
};

/**
 * Sets the results of champion and candidate on the same cases side by side. Different case sets are an
 * error value, never silently the intersection: a candidate that fails by not answering must not look better.
 */
export function pairOutcomes(
  champion: readonly CaseResult[],
  candidate: readonly CaseResult[],
): PairedOutcomes | UnpairedCases {
  const before = passedByCase(champion);
  const after = passedByCase(candidate);
  const missingInChampion = [...after.keys()].filter((id) => !before.has(id)).length;
  const missingInCandidate = [...before.keys()].filter((id) => !after.has(id)).length;
  const repeated = champion.length - before.size + (candidate.length - after.size);
  if (missingInChampion + missingInCandidate + repeated > 0) {
    const message = `the champion lacks ${missingInChampion} cases, the candidate lacks ${missingInCandidate}, and ${repeated} results repeat a case`;
    return { ok: false, missingInChampion, missingInCandidate, repeated, message };
  }

  const outcomes: PairedOutcomes = { ok: true, n: before.size, lost: [], gained: [], bothRight: 0, bothWrong: 0 };
  for (const [id, was] of before) {
    const is = after.get(id) === true;
    if (was && is) outcomes.bothRight += 1;
    else if (was) outcomes.lost.push(id);
    else if (is) outcomes.gained.push(id);
    else outcomes.bothWrong += 1;
  }
  outcomes.lost.sort();
  outcomes.gained.sort();
  return outcomes;
}

function passedByCase(results: readonly CaseResult[]): Map<string, boolean> {
  return new Map(results.map(({ caseId, passed }) => [caseId, passed]));
}
