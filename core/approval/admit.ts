import type { Proof } from '../cycle/proof.ts';
import type { Trigger } from '../cycle/stage.ts';

/** Why a decision does not count. */
export type Refusal = 'signature_invalid' | 'candidate_tainted' | 'evidence_changed' | 'signature_needed' | 'started_it_oneself' | 'starter_not_authenticated';

export type Asked = {
  fourEyes: boolean;
  /** The candidate learned from a user who was erased since, and the policy keeps such ones in. */
  tainted: boolean;
  decision: 'approve' | 'reject';
  by: string;
  /** Null: there is no signature. */
  signed: boolean | null;
  /** Hash of the report that the person names, and of the one that is there; null: none. */
  named: string | null;
  latest: string | null;
  starter: { trigger: Trigger; name: string | null; how: Proof | null };
};

/**
 * Whether a person's word on a release counts, and how it is known whose it is. Four eyes, and the mark of an erasure, hold for
 * letting something out; anybody may keep it in.
 */
export function admit({ fourEyes, tainted, decision, by, signed, named, latest, starter }: Asked): { how: Proof } | { refused: Refusal } {
  if (signed === false) return { refused: 'signature_invalid' };
  // Before the report: an erasure removes that one, too.
  if (tainted && decision === 'approve') return { refused: 'candidate_tainted' };
  if (named !== null && named !== latest) return { refused: 'evidence_changed' };
  const how = signed ? 'authenticated' : 'claimed';
  if (!fourEyes || decision === 'reject') return { how };
  if (how === 'claimed') return { refused: 'signature_needed' };
  if (starter.name === null && starter.trigger === 'schedule') return { how };
  // Somebody who only typed a name may be the very person who approves now.
  if (starter.name === null || starter.how !== 'authenticated') return { refused: 'starter_not_authenticated' };
  return starter.name === by ? { refused: 'started_it_oneself' } : { how };
}
