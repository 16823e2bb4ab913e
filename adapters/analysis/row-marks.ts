import { tiers, type Tier } from '../../core/signals/tier.ts';

export type RowMark = { tier: Tier; sessionTier: Tier | null; askedAgain: boolean; endedOnError: boolean };

const askedAgainBit = 16;
const endedOnErrorBit = 32;

/** What a session says about one of its rows, as the bits that its mark gains. */
export const markOfSession = (sessionTier: Tier, { askedAgain, endedOnError }: { askedAgain: boolean; endedOnError: boolean }): number =>
  ((tiers.indexOf(sessionTier) + 1) << 2) | (askedAgain ? askedAgainBit : 0) | (endedOnError ? endedOnErrorBit : 0);

/** What is known of every accepted row until it is written: one byte each. */
export function createRowMarks() {
  let bytes = new Uint8Array(64 * 1024);
  let count = 0;
  return {
    get count() {
      return count;
    },
    /** Appends the tiers of the next rows, as places in `tiers`. */
    append(places: Uint8Array): void {
      if (count + places.length > bytes.length) {
        const grown = new Uint8Array(Math.max(bytes.length * 2, count + places.length));
        grown.set(bytes.subarray(0, count));
        bytes = grown;
      }
      bytes.set(places, count);
      count += places.length;
    },
    /** Adds what sessions say: rows, and of each `markOfSession`. */
    addSessions(rows: Uint32Array, marks: Uint8Array): void {
      for (let index = 0; index < rows.length; index++) bytes[rows[index]!]! |= marks[index]!;
    },
    at(row: number): RowMark {
      const byte = bytes[row]!;
      const session = (byte >> 2) & 3;
      return { tier: tiers[byte & 3]!, sessionTier: session === 0 ? null : tiers[session - 1]!, askedAgain: (byte & askedAgainBit) > 0, endedOnError: (byte & endedOnErrorBit) > 0 };
    },
  };
}
export type RowMarks = ReturnType<typeof createRowMarks>;
