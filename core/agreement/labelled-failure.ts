import { z } from 'zod';
import { noAxes, otherLabel, type Judgement } from '../annotation/judgement.ts';
import type { InputFault } from '../errors/input-error.ts';
import { faultOf } from '../interaction/formats/fields.ts';
import { agentHistory } from '../interaction/formats/trajectory.ts';
import type { Message } from '../interaction/message.ts';

/** A failed dialogue of several agents that a person has looked at. */
export type LabelledFailure = {
  messages: Message[];
  reply: string;
  /** What the person said, as an annotation: comparable with a judge's, field by field. */
  judgement: Judgement;
  /** Why, in the person's words. */
  reason: string;
  agents: string[];
};

const labelled = z.object({
  history: z.array(z.looseObject({ role: z.string(), name: z.string().optional() })).min(1),
  mistake_agent: z.string().min(1),
  mistake_step: z.union([z.int().min(0), z.string().regex(/^\d+$/).transform(Number)]),
  mistake_reason: z.string().default(''),
  ground_truth: z.union([z.string(), z.number().transform(String)]).nullish(),
});

/**
 * Reads a log of several agents with a person's label of its failure, as Who&When has them: `{question, history[{role, name?, content}], mistake_agent,
 * mistake_step (index into history), mistake_reason, ground_truth}`. Steps become indices into the messages as judges see them.
 */
export function readLabelledFailure(row: Record<string, unknown>): LabelledFailure | { fault: InputFault } {
  const parsed = labelled.safeParse(row);
  if (!parsed.success) return { fault: faultOf(parsed.error, row) };
  const log = agentHistory.parse(row);
  if ('fault' in log) return log;
  if (log.kind !== 'interaction') return { fault: { field: 'history', expected: 'an interaction' } };
  const { history, mistake_agent, mistake_step, mistake_reason, ground_truth } = parsed.data;
  const { messages, reply } = log.interaction;
  // The question and the system's words may stand before the history, and the last message is the reply.
  const all = messages.length + (reply === '' ? 0 : 1);
  const step = mistake_step + all - history.length;
  if (mistake_step >= history.length || step < 0) return { fault: { field: 'mistake_step', found: String(mistake_step), expected: `a step of the history, from 0 to ${history.length - 1}` } };
  return {
    messages, reply,
    reason: mistake_reason,
    agents: [...new Set(history.map(({ role, name }) => (name ?? role).replace(/\s*\(.*$/, '')))],
    judgement: {
      verdict: 'bad', errorType: otherLabel, severity: 'P1', intent: otherLabel, correctedReply: ground_truth ?? null, confidence: 1,
      citedFields: [step < messages.length ? `messages[${step}].content` : 'reply'],
      topic: null, sentiment: null, sentimentIntensity: null, axes: noAxes(), replyQuality: null, agentQuality: null, recommendation: 'discard', difficulty: null, skills: [],
      mistake: { step: Math.min(step, messages.length), agent: mistake_agent },
      insight: null, pii: [],
    },
  };
}
