import { positionConsistency, type BothOrders, type PairwiseVerdict } from '../../agreement/position.ts';
import { mean } from '../case-record.ts';
import { comparisonOf, type PairJudge, type PairToCompare } from './comparison.ts';
import { pairwiseScores } from './pairwise.ts';

/** What is stored of one order: the verdict, or the code of what stands in its place. */
export type PairAnswer = { better: PairwiseVerdict; error: string | null };

/** The judge said something that is no verdict. */
export const unreadableAnswer = 'judge_unreadable';

/** Pairs of replies (repeats counted) by what became of them. */
export type PairTally = {
  pairs: number;
  /** The same to the letter. */
  identical: number;
  /** Read in both orders. */
  compared: number;
  /** Of those: the same reply named in both orders, or a tie both times. */
  consistent: number;
  /** Of the consistent ones: ties. */
  ties: number;
  /** Of the others: the first place named twice. */
  firstPlace: number;
  /** One of the answers could not be read. */
  unreadable: number;
  /** The provider gave no answer. */
  unanswered: number;
  /** An error stood in the place of a reply. */
  noReply: number;
};

export type ScoredPair = { reference: number; candidate: number };

export type ScoredPairs = {
  /** By case, averaged over the repeats; cases of which a pair is still to be compared are left out. */
  scores: Map<string, ScoredPair>;
  tally: PairTally;
  missing: number;
};

/** Whatever keeps a pair from being compared never helps the candidate. */
const lost: ScoredPair = { reference: 1, candidate: 0 };
const tie: ScoredPair = { reference: 0.5, candidate: 0.5 };

/**
 * What pairs are worth by the answers at hand: 1 and 0 where both orders name the same winner, a half each for identical replies, ties
 * and verdicts that follow the place. A pair without a reply or without a verdict counts as lost by the candidate.
 *
 * @param answers by the keys of the questions
 */
export function scorePairs(pairs: readonly PairToCompare[], judge: PairJudge, answers: ReadonlyMap<string, PairAnswer>): ScoredPairs {
  const found = pairs.map((pair) => ({ caseId: pair.caseId, ...outcomeOf(pair, judge, answers) }));
  const scores = new Map<string, ScoredPair>();
  for (const [caseId, ones] of Map.groupBy(found, (one) => one.caseId)) {
    const all = ones.flatMap(({ score }) => score ?? []);
    if (all.length === ones.length) scores.set(caseId, { reference: mean(all.map(({ reference }) => reference))!, candidate: mean(all.map(({ candidate }) => candidate))! });
  }
  const count = (ended: Ended): number => found.filter((one) => one.ended === ended).length;
  const read = found.flatMap(({ ended, orders }) => (ended === 'compared' && orders ? [orders] : []));
  const { consistent, firstPlace } = positionConsistency(read);
  return {
    scores,
    missing: count('missing'),
    tally: {
      pairs: found.length, identical: count('identical'), compared: read.length, consistent: consistent.count, ties: read.filter(({ forward, backward }) => forward === 'tie' && backward === 'tie').length,
      firstPlace: firstPlace.count, unreadable: count('unreadable'), unanswered: count('unanswered'), noReply: count('no_reply'),
    },
  };
}

type Ended = 'missing' | 'no_reply' | 'identical' | 'unanswered' | 'unreadable' | 'compared';
type Outcome = { ended: Ended; score: ScoredPair | null; orders?: BothOrders };

function outcomeOf(pair: PairToCompare, judge: PairJudge, answers: ReadonlyMap<string, PairAnswer>): Outcome {
  const comparison = comparisonOf(pair, judge);
  if (comparison.state === 'unanswered') return { ended: 'missing', score: null };
  if (comparison.state === 'no_reply') return { ended: 'no_reply', score: lost };
  if (comparison.state === 'identical') return { ended: 'identical', score: tie };
  const [forward, backward] = [answers.get(comparison.forward.key), answers.get(comparison.backward.key)];
  if (!forward || !backward) return { ended: 'missing', score: null };
  const errors = [forward.error, backward.error].filter((error) => error !== null);
  if (errors.some((error) => error !== unreadableAnswer)) return { ended: 'unanswered', score: lost };
  const orders = { forward: forward.better, backward: backward.better };
  const worth = pairwiseScores(orders);
  return worth === null ? { ended: 'unreadable', score: lost } : { ended: 'compared', score: { reference: worth.champion, candidate: worth.candidate }, orders };
}
