import { z } from 'zod';
import { agentDimensions, axes, replyDimensions } from './axes.ts';
import { insightSchema } from './insight.ts';
import { piiFindingSchema } from './pii-finding.ts';

export const severities = ['P0', 'P1', 'P2', 'P3'] as const;
export const sentiments = ['positive', 'neutral', 'negative'] as const;
export const recommendations = ['keep', 'review', 'discard'] as const;

/** A label that the taxonomy does not know. */
export const otherLabel = 'other';

/** One mark from 1 (worst) to 5; null: the judge gave none that can be used. */
const mark = z.int().min(1).max(5).nullable();
const marks = <Name extends string>(names: readonly Name[]) =>
  z.object(Object.fromEntries(names.map((name) => [name, mark])) as Record<Name, typeof mark>);

/**
 * A judge's answer after reading. What was not asked is null or empty, and so is a value that could not be used: a
 * failed value is never 0.
 */
export const judgementSchema = z.object({
  verdict: z.enum(['good', 'bad']),
  /** Null when the reply is good; of the configured taxonomy or `other`. */
  errorType: z.string().nullable(),
  severity: z.enum(severities).nullable(),
  intent: z.string().min(1),
  /** What the reply should have been; null when it is good or when the judge does not know. */
  correctedReply: z.string().nullable(),
  /** 0 to 1. */
  confidence: z.number().min(0).max(1),
  /** Fields of the interaction that the verdict rests on, e.g. `messages[2].content`; each exists. */
  citedFields: z.array(z.string()),
  topic: z.string().nullable(),
  sentiment: z.enum(sentiments).nullable(),
  /** -5 (worst) to 5. */
  sentimentIntensity: z.int().min(-5).max(5).nullable(),
  /** Null where an axis was not asked or failed. */
  axes: marks(axes.map(({ name }) => name)),
  replyQuality: marks(replyDimensions).nullable(),
  agentQuality: marks(agentDimensions).nullable(),
  recommendation: z.enum(recommendations).nullable(),
  /** 1 (easy) to 5. */
  difficulty: mark,
  /** Short phrases for what the agent had to be able to do. */
  skills: z.array(z.string()),
  /** Where a dialogue of several steps went wrong: index into the messages (their number stands for the reply), and who. */
  mistake: z.object({ step: z.int().min(0), agent: z.string().nullable() }).nullable(),
  insight: insightSchema.nullable(),
  pii: z.array(piiFindingSchema),
});
export type Judgement = z.infer<typeof judgementSchema>;

/** No axis asked or answered. */
export const noAxes = (): Judgement['axes'] => Object.fromEntries(axes.map(({ name }) => [name, null])) as Judgement['axes'];
