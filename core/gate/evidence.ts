import type { JudgeTrust } from '../agreement/trust.ts';
import type { PairTally } from '../evaluation/judged/score-pairs.ts';
import type { ReplyForm } from '../evaluation/reply-form.ts';

/** What one candidate did on one case; repeats are averaged (`averageRepeats`). */
export type GateSide = {
  /** 0 to 1; of a pass/fail case 0 or 1, or the share of its repeats that passed. */
  score: number;
  latencyMs?: number;
  costUsd?: number;
  form?: ReplyForm;
};

/** One case with both its answers. */
export type GateCase = {
  id: string;
  champion: GateSide;
  candidate: GateSide;
  /** The best release of the last `anchor.days` on this case. Either every case has it that may be held against it, or none. */
  anchor?: { score: number; /** Of a preference: the candidate's score against it, which is another one than against the champion. */ candidate?: number };
  /** A former bad case of that release itself: it was chosen because that one fails it, so it is not held against it. */
  foundAgainstAnchor?: true;
  /** Names as in `gate.slices`: `dimension:value`, or a plain name. Each name once. */
  slices?: readonly string[];
  /** Cases of one session or user: not independent of each other. */
  group?: string;
  /** Must never be lost (golden, safety). */
  hard?: boolean;
  /** Scores of the candidate when a hard case that it lost was asked again; a flake passes each of them. */
  reruns?: readonly number[];
  /** A model judged this case: its scores count as far as the judge is trusted. */
  judged?: boolean;
  /** The scores say which of both replies was preferred: 1 and 0, or a half each for a tie. Right or wrong is not known of either. */
  preference?: boolean;
  /** What people said about both answers of a judged case that was drawn at random for them. */
  human?: { champion: number; candidate: number };
};

/** All that a release is decided on: plain data, no text of a user. */
export type GateEvidence = {
  /** Cases both answered, each id once. */
  cases: readonly GateCase[];
  /** `pass`: right or wrong; `score`: graded. Cases that were repeated are tested as graded ones. */
  kind: 'pass' | 'score';
  /** Cases that should be there; more than there are cases means that the evaluation is partial. */
  expectedCases?: number;
  /** This very candidate was released before and taken back. */
  previouslyRolledBack?: boolean;
  /** Ids of cases that the candidate, or what it was trained on, has seen; undefined: not checked. */
  contaminated?: readonly string[];
  /** The judge of the judged cases; null or undefined: nothing is known about it. */
  judge?: JudgeTrust | null;
  /** What became of the pairs of replies that were compared, where the suite has such cases. */
  pairs?: PairTally;
  /** There was a first look at fewer of these cases, it was inconclusive, and these are all that its plan asked for. */
  extended?: boolean;
};
