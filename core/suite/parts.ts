import { saltedShare } from '../splits/salted-share.ts';
import type { SuitePart } from './kinds.ts';

export type PartShares = { sealed: number; reserve: number };

/**
 * The part of a case: by a salted hash of its group (or of what it asks), so that cases of one user or session stay
 * together and the same case has the same part in every version. Hard cases are asked at every look: never in reserve.
 */
export function partOf(one: { group: string | null; fingerprint: string; hard: boolean }, shares: PartShares, salt: string): SuitePart {
  const rank = saltedShare(salt, 'suite part', one.group ?? one.fingerprint);
  if (rank < shares.sealed) return 'sealed';
  return rank < shares.sealed + shares.reserve && !one.hard ? 'reserve' : 'open';
}
