import { shareOf, type Share } from '../figures/share.ts';
import { kappaOf, type Kappa, type KappaWeights } from './kappa.ts';
import { ratingTable } from './rating-table.ts';

/** One item that people and a judge both rated; null: the judge's answer could not be read. */
export type JudgedPair = { human: string; judge: string | null };

export type JudgeAgreement = {
  n: number;
  kappa: Kappa;
  accuracy: Share;
  /** Of the items that people put into a class, how many the judge put there too. */
  recall: { label: string; share: Share }[];
  parseFailures: Share;
};

/** The class of answers that could not be read: no person gives it, so it never agrees. Its sign occurs in no label. */
const unreadable = '\u0000unreadable';

/**
 * How far a judge agrees with people. An answer that could not be read is a class of its own and always wrong: leaving it out
 * would flatter a judge for its failures.
 *
 * @param scale the declared classes, in order
 * @param weights other than plain ones only where no answer was unreadable: a failure has no place on a scale
 * @throws RangeError for a label outside the scale
 */
export function judgeAgreement(scale: readonly string[], pairs: readonly JudgedPair[], weights: KappaWeights = 'plain'): JudgeAgreement {
  const failures = pairs.filter(({ judge }) => judge === null).length;
  const table = ratingTable(failures > 0 ? [...scale, unreadable] : scale, pairs.map(({ human, judge }) => [human, judge ?? unreadable]));
  const right = scale.map((_, place) => table.counts[place]![place]!);
  return {
    n: pairs.length,
    kappa: kappaOf(table, failures > 0 ? 'plain' : weights),
    accuracy: shareOf(right.reduce((sum, count) => sum + count, 0), pairs.length),
    recall: scale.map((label, place) => ({ label, share: shareOf(right[place]!, table.counts[place]!.reduce((sum, count) => sum + count, 0)) })),
    parseFailures: shareOf(failures, pairs.length),
  };
}
