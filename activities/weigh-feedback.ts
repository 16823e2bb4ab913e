import { claimedFeedback, readVerdicts, readVotes, storeBeliefs, storeReliability, type ClaimedFeedback, type StoredBelief } from '../adapters/store/beliefs.ts';
import type { Pool } from '../adapters/store/database.ts';
import { badProbability, type FeedbackFacts } from '../core/feedback/bad-probability.ts';
import type { FeedbackConfig } from '../core/feedback/config.ts';
import { outcomeSays } from '../core/feedback/outcome.ts';
import { userReliability } from '../core/feedback/reliability.ts';
import { toneOf } from '../core/feedback/text-tone.ts';

/** How sure a verdict is taken to be when users are measured against it: judges err on some percent, people less. */
const certainty = { judge: 0.9, human: 0.98 };
const batch = 1_000;

/**
 * Finds out whose votes depend on the reply, by all votes and verdicts of the agent, and how likely each claimed interaction is bad.
 * Twice is once: everything is computed from what is stored.
 */
export async function weighFeedback(pool: Pool, claims: { cycleId: string; agent: string; config: FeedbackConfig; lowRating: number }): Promise<void> {
  const { cycleId, agent, config, lowRating } = claims;
  const [votes, verdicts] = [await readVotes(pool, agent, lowRating), await readVerdicts(pool, agent)];
  const known = new Map(verdicts.map(({ item, verdict, human }) => [item, chanceOfBad(verdict, human ? certainty.human : certainty.judge)]));
  const users = userReliability(votes, known, { votedBad: config.voted_bad, priorVotes: config.user_prior_votes });
  await storeReliability(pool, agent, users);

  let beliefs: StoredBelief[] = [];
  for await (const said of claimedFeedback(pool, cycleId)) {
    beliefs.push({ id: said.id, ...badProbability(factsOf(said, config), users.get(said.user ?? ''), config) });
    if (beliefs.length < batch) continue;
    await storeBeliefs(pool, cycleId, beliefs);
    beliefs = [];
  }
  await storeBeliefs(pool, cycleId, beliefs);
}

const chanceOfBad = (verdict: 'good' | 'bad', sure: number): number => (verdict === 'bad' ? sure : 1 - sure);

function factsOf({ rating, thumbs, texts, corrected, outcome, askedAgain, abandoned }: ClaimedFeedback, config: FeedbackConfig): FeedbackFacts {
  const tones = texts.map(toneOf);
  return {
    rating, thumbs, corrected, askedAgain, abandoned,
    tone: tones.includes('complaint') ? 'complaint' : tones.includes('praise') ? 'praise' : null,
    outcome: outcome === null ? null : (outcomeSays(outcome, config) ?? null),
  };
}
