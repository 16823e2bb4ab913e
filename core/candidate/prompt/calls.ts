/** What a search asks: one call a question, two where a question is sent on. */
export type SearchSize = { rounds: number; trials: number; validation: number; probe: number };

/** Calls of a whole search: the prompt as it is, every trial on the validation questions, probes between rounds. */
export const callsOf = ({ rounds, trials, validation, probe }: SearchSize): number => validation * (1 + rounds * trials) + (rounds - 1) * probe;

/**
 * The largest search within `maxCalls`: first fewer trials a round, then fewer rounds, then fewer validation questions
 * (what remains is too little to choose by below 20).
 *
 * @returns undefined where not even one trial fits
 */
export function searchWithin(wanted: SearchSize, maxCalls: number): SearchSize | undefined {
  for (let { rounds } = wanted; rounds >= 1; rounds -= 1) {
    for (let { trials } = wanted; trials >= (rounds > 1 ? 2 : 1); trials -= 1) {
      const size = { ...wanted, rounds, trials };
      if (callsOf(size) <= maxCalls) return size;
    }
  }
  const validation = Math.floor(maxCalls / 2);
  return validation >= 20 ? { rounds: 1, trials: 1, validation: Math.min(validation, wanted.validation), probe: 0 } : undefined;
}
