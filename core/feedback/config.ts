import { z } from 'zod';

const evidence = z.number().min(-6).max(6);
const names = z.array(z.string().min(1).max(80));

/** The `feedback:` section: how far what users say and do is believed. Log-odds: natural logarithm of how much likelier it is after a bad reply than after a good one. */
export const feedbackSchema = z.strictObject({
  prior_bad: z.number().gt(0).lt(1).default(0.15).describe('share of bad replies before anybody has said anything; the random part of `review` measures yours'),
  voted_bad: z.number().gt(0).lt(1).default(0.4).describe('the same among interactions that users rate: higher, since unhappy users speak up several times as often'),
  log_odds: z
    .strictObject({
      rating_1: evidence.default(2.5).describe('about twelve times likelier after a bad reply'),
      rating_2: evidence.default(1.8).describe('about six times'),
      rating_3: evidence.default(0.2).describe('the middle says next to nothing'),
      rating_4: evidence.default(-1.2).describe('speaks for the reply'),
      rating_5: evidence.default(-1.8).describe('weaker than a 1: many people give a 5 out of habit'),
      thumbs_down: evidence.default(1.6).describe('a click without a scale; of rating and thumbs only the stronger counts'),
      thumbs_up: evidence.default(-1.4).describe('as thumbs_down, a little weaker: people click it to be kind'),
      complaint: evidence.default(0.9).describe('words that complain, found by a short list of phrases (zh, en)'),
      praise: evidence.default(-0.9).describe('words of thanks or praise that nothing denies'),
      correction: evidence.default(2).describe('somebody took the time to write what would have been right'),
      asked_again: evidence.default(1.2).describe('the next turn asks the same: behaviour, which costs more to fake than a click'),
      abandoned: evidence.default(1).describe('the session ended here on an error'),
      outcome_bad: evidence.default(1.8).describe('one of `bad_outcomes` happened, or one of `good_outcomes` did not'),
      outcome_good: evidence.default(-1.5).describe('one of `good_outcomes` happened, or one of `bad_outcomes` did not'),
    })
    .prefault({})
    .describe('what each piece of evidence adds to the log-odds of "bad"; what a user says is multiplied by how reliable that user is'),
  bad_outcomes: names.default(['refunded', 'escalated', 'reopened', 'complained', 'churned', 'failed']).describe('names of late outcomes that speak against the reply when they happen (true, a number above 0, yes)'),
  good_outcomes: names.default(['resolved', 'solved', 'converted', 'purchased', 'completed']).describe('names of late outcomes that speak for it; any other outcome says nothing'),
  user_prior_votes: z.number().gt(0).max(1_000).default(10).describe('with how many votes\' weight a user starts as an ordinary one; fewer: judged sooner, and on less'),
  deaf_below: z.number().min(0).max(1).default(0.25).describe('low ratings of a user less reliable than this start no training: who always votes 1 says nothing'),
});
export type FeedbackConfig = z.infer<typeof feedbackSchema>;
