import type { FeedbackConfig } from './config.ts';
import type { Reliability } from './reliability.ts';
import type { Tone } from './text-tone.ts';

/** What users said and did about one interaction; null: nothing. Of several votes the latest counts. */
export type FeedbackFacts = {
  /** 1 (worst) to 5. */
  rating: number | null;
  thumbs: 'up' | 'down' | null;
  tone: Tone | null;
  corrected: boolean;
  /** Null where the next turn is not known. */
  askedAgain: boolean | null;
  /** The session ended here on an error; null where the session is not known. */
  abandoned: boolean | null;
  outcome: 'good' | 'bad' | null;
};

export type EvidenceCode = keyof FeedbackConfig['log_odds'];

/** What a piece of evidence added to the log-odds, the user's reliability counted in. */
export type Evidence = { code: EvidenceCode; logOdds: number };

export type Belief = { probability: number; evidence: Evidence[] };

/** Nobody's clicks make anything certain: pieces of evidence are not independent, though they are added. */
const surest = { bad: 0.98, good: 0.02 };

/**
 * How likely an interaction is bad, given all that its users said and did: log-odds of independent evidence are added to those of the
 * prior (naive Bayes), and what a user *says* is multiplied by how reliable the user is, so that one whose votes do not depend
 * on the reply changes nothing. Of rating and thumbs only the stronger counts: they are one opinion. What a user *does* (asks again,
 * leaves) and what comes of it is not a vote and counts in full.
 *
 * @param reliability of who gave the feedback; undefined: unknown, taken as an ordinary user
 */
export function badProbability(facts: FeedbackFacts, reliability: Reliability | undefined, config: FeedbackConfig): Belief {
  const table = config.log_odds;
  const said = (code: EvidenceCode): Evidence => {
    const logOdds = table[code];
    return { code, logOdds: logOdds * (logOdds > 0 ? (reliability?.low ?? 1) : (reliability?.high ?? 1)) };
  };
  const done = (code: EvidenceCode): Evidence => ({ code, logOdds: table[code] });
  const votes: EvidenceCode[] = [];
  if (facts.rating !== null) votes.push(`rating_${facts.rating}` as EvidenceCode);
  if (facts.thumbs !== null) votes.push(`thumbs_${facts.thumbs}`);
  const [vote] = votes.toSorted((one, other) => Math.abs(table[other]) - Math.abs(table[one]));
  const evidence = [
    ...(vote === undefined ? [] : [said(vote)]),
    ...(facts.tone === null ? [] : [said(facts.tone)]),
    ...(facts.corrected ? [said('correction')] : []),
    ...(facts.askedAgain === true ? [done('asked_again')] : []),
    ...(facts.abandoned === true ? [done('abandoned')] : []),
    ...(facts.outcome === null ? [] : [done(`outcome_${facts.outcome}`)]),
  ];
  const logOdds = Math.log(config.prior_bad / (1 - config.prior_bad)) + evidence.reduce((sum, one) => sum + one.logOdds, 0);
  const probability = 1 / (1 + Math.exp(-logOdds));
  return { probability: Math.min(surest.bad, Math.max(surest.good, probability)), evidence };
}
