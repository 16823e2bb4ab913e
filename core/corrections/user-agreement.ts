import { jsonEqual } from '../evaluation/json-equal.ts';
import { asksSame, comparableQuestion } from '../signals/repeat.ts';
import type { CorrectionCheck } from './check.ts';
import { jsonOf } from './json-of.ts';

/**
 * Whether a judge's correction agrees with what a user wrote as the right answer. Either of them may be wrong, so a
 * disagreement goes to people. The user's own words agree with themselves, which says nothing: two judgements decide on them.
 */
export const checkUserAgreement: CorrectionCheck = ({ reply, source, userCorrection }, { min_user_agreement }) => {
  if (userCorrection === null) return { result: 'pass', code: 'no_user_correction' };
  if (source === 'user') return { result: 'pass', code: 'users_own' };
  return agree(reply, userCorrection, min_user_agreement) ? { result: 'pass', code: 'user_agrees' } : { result: 'review', code: 'user_disagrees' };
};

function agree(one: string, other: string, similarity: number): boolean {
  if (jsonOf(one) !== undefined && jsonOf(other) !== undefined) return jsonEqual(one, other);
  const [said, meant] = [comparableQuestion(one), comparableQuestion(other)];
  return said === meant || asksSame(said, meant, similarity);
}
