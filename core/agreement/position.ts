import { shareOf, type Share } from '../figures/share.ts';

/** A verdict on two replies shown in one order: which place won. Null: the answer could not be read. */
export type PairwiseVerdict = 'first' | 'second' | 'tie' | null;

/** The same two replies judged twice: as A, B and as B, A. */
export type BothOrders = { forward: PairwiseVerdict; backward: PairwiseVerdict };

/** What both orders say together: only a verdict that survives the exchange of places counts, anything else is a tie. */
export function consistentWinner({ forward, backward }: BothOrders): 'A' | 'B' | 'tie' {
  if (forward === 'first' && backward === 'second') return 'A';
  if (forward === 'second' && backward === 'first') return 'B';
  return 'tie';
}

export type PositionConsistency = {
  /** Pairs of which both orders could be read and named the same reply, or a tie both times. */
  consistent: Share;
  /** Of the inconsistent ones with a winner each time: how many named the first place twice. .5 is no preference. */
  firstPlace: Share;
  unreadable: Share;
};

/** How far a pairwise judge looks at the replies and not at their places. */
export function positionConsistency(pairs: readonly BothOrders[]): PositionConsistency {
  const readable = pairs.filter(({ forward, backward }) => forward !== null && backward !== null);
  const same = readable.filter((pair) => consistentWinner(pair) !== 'tie' || (pair.forward === 'tie' && pair.backward === 'tie'));
  const stuck = readable.filter(({ forward, backward }) => forward === backward && forward !== 'tie');
  return {
    consistent: shareOf(same.length, readable.length),
    firstPlace: shareOf(stuck.filter(({ forward }) => forward === 'first').length, stuck.length),
    unreadable: shareOf(pairs.length - readable.length, pairs.length),
  };
}
