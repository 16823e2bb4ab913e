import { tiers, type Tier } from '../../core/signals/tier.ts';

export type RowMark = { tier: Tier; sessionTier: Tier | null; askedAgain: boolean; endedOnError: boolean };

const askedAgainBit = 16;
const endedOnErrorBit = 32;

/** What a session says about one of its rows, as the bits that its mark gains. */
export const markOfSession = (sessionTier: Tier, { askedAgain, endedOnError }: { askedAgain: boolean; endedOnError: boolean }): number =>
  ((tiers.indexOf(sessionTier) + 1) << 2) | (askedAgain ? askedAgainBit : 0) | (endedOnError ? endedOnErrorBit : 0);

/** What is known of every accepted row until it is written: five bytes each. */
export function createRowMarks() {
  let bits = new Uint8Array(64 * 1024);
  let sizes = new Uint32Array(64 * 1024);
  let count = 0;
  return {
    get count() {
      return count;
    },
    /** Appends the next rows: their tiers, as places in `tiers`, and the bytes of their lines. */
    append(places: Uint8Array, lengths: Uint32Array): void {
      if (count + places.length > bits.length) {
        const room = Math.max(bits.length * 2, count + places.length);
        const [oldBits, oldSizes] = [bits, sizes];
        [bits, sizes] = [new Uint8Array(room), new Uint32Array(room)];
        bits.set(oldBits);
        sizes.set(oldSizes);
      }
      bits.set(places, count);
      sizes.set(lengths, count);
      count += places.length;
    },
    /** Adds what sessions say: rows, and of each `markOfSession`. */
    addSessions(rows: Uint32Array, marks: Uint8Array): void {
      for (let index = 0; index < rows.length; index++) bits[rows[index]!]! |= marks[index]!;
    },
    /** The bytes of the row's line as it was written first. */
    lengthOf: (row: number): number => sizes[row]!,
    at(row: number): RowMark {
      const byte = bits[row]!;
      const session = (byte >> 2) & 3;
      return { tier: tiers[byte & 3]!, sessionTier: session === 0 ? null : tiers[session - 1]!, askedAgain: (byte & askedAgainBit) > 0, endedOnError: (byte & endedOnErrorBit) > 0 };
    },
  };
}
export type RowMarks = ReturnType<typeof createRowMarks>;
