import { z } from 'zod';
import { durationSchema } from '../config/duration.ts';

const fraction = () => z.number().gt(0).lt(1);

export const sliceRoles = ['critical', 'guarded', 'exploratory'] as const;
export type SliceRole = (typeof sliceRoles)[number];

/** What holds for one slice, or for all whose names begin alike. */
export const slicesSchema = z.record(
  z.string().min(1),
  z.strictObject({
    role: z.enum(sliceRoles).default('guarded'),
    margin: fraction().optional(),
    min_cases: z.int().min(1).optional(),
  }),
);

export const goalSchema = z.strictObject({
  slice: z.string().default('').describe('the slice that must improve; empty: all cases'),
  gain: z.number().min(0).lt(1).optional().describe('improvement to be shown there, as a fraction: .02 is two points, 0 is better at all. Without it there is no goal'),
});

export const anchorSchema = z.strictObject({
  days: z.int().min(0).max(3_650).default(90).describe('the best release of so many days must not be undercut either: small losses would creep in one release at a time. 90: a quarter; 0: no anchor'),
  margin: fraction().optional().describe('of the comparison with it; without it the margin above'),
});

export const hardZeroSchema = z.strictObject({
  reruns: z.int().min(0).max(10).default(1).describe('how often a lost hard case is asked again; it counts as a flake only if it passes each time. 1: enough to tell a flake from a loss, and cheap; 0: every loss blocks at once'),
});

export const formatDriftSchema = z.strictObject({
  limit: fraction()
    .default(0.05)
    .describe('largest change in the share of replies that are JSON, fenced, refused, empty or in a language that is not the user\'s; a change shown to be larger rejects. .05: what reads the replies breaks on less, but single cases are not drift'),
  min_cases: z.int().min(1).default(30).describe('cases whose replies are known, below which shares are not compared'),
});

export const costSchema = z.strictObject({
  max_ratio: z.number().gt(0).optional().describe('mean cost a case, candidate to champion; shown to be above it rejects. Without it the ratio is shown and blocks nothing: a tuned model often costs a multiple of its base, and what that is worth only its owner knows'),
  min_cases: z.int().min(2).default(20).describe('cases with a cost on both sides, below which none are compared: their ratio is a matter of single cases'),
});

export const latencySchema = z.strictObject({
  max_ratio: z.number().gt(0).default(1.5).describe('95th percentile of latency, candidate to champion; shown to be above it rejects. 1.5: users feel it'),
  tolerated_ms: z.number().min(0).default(250).describe('a 95th percentile that rises by no more than this is never too slow, whatever the ratio: nobody feels it'),
  min_cases: z.int().min(20).default(40).describe('cases with a latency, below which no 95th percentile is compared; 40 leave two above it'),
});

export const judgeTrustSchema = z.strictObject({
  kappa_low: z.number().min(-1).max(1).default(0.4).describe('lower 95 % bound of the judge\'s agreement with people (Cohen\'s kappa) that judged cases need before they can promote. .4: surely more than fair by Landis and Koch; accuracy would flatter a judge that always says yes'),
  labels: z.int().min(0).default(50).describe('labels of people that the agreement must rest on; 50: the interval is then about .2 wide to each side'),
  age: durationSchema.default('90d').describe('how old the newest of these labels may be: what is asked changes'),
  pair_consistency: z.number().min(0).max(1).default(0.6).describe('share of compared pairs of replies of which the judge must say the same when they change places (grader: pairwise). Fewer are a warning, surely fewer (95 %) promote nothing: what follows the place counts as a tie, and ties look like no worse. .6: good judges reach about two thirds (65 % of GPT-4, Zheng and others 2023); 0: never mind'),
  ppi_labels: z.int().min(2).default(30).describe('judged cases with labels of people for both answers, drawn at random, from which on the difference is estimated by prediction-powered inference instead of the judge alone; 30: below it the normal approximation is a guess'),
});
