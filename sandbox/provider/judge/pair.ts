import { z } from 'zod';
import { normaliseText } from '../../student/features.ts';
import { readConversation } from '../models/conversation.ts';
import { readBlock, unreadable } from './block.ts';
import type { Belief } from './judge.ts';

const reply = z.union([z.string(), z.looseObject({ text: z.string() }).transform(({ text }) => text)]);
const pairSchema = z.object({
  conversation: z.array(z.looseObject({ role: z.string(), content: z.unknown().optional() })),
  first: reply,
  second: reply,
});

/** Two replies to one question. */
export type JudgedPair = { question: string; first: string; second: string };

const holds = '{conversation, first, second}';

/** Whether a prompt asks which of two replies is better. */
export const asksForPair = (prompt: string): boolean => prompt.includes('<material>');

/** The pair to compare, out of the judge's prompt: exactly one `<material>` block that holds JSON. */
export function readPair(prompt: string): JudgedPair {
  const { data } = pairSchema.safeParse(readBlock(prompt, 'material', holds).value);
  if (!data) throw unreadable(`JSON ${holds} in the <material> block`);
  return { question: readConversation(data.conversation).question, first: data.first, second: data.second };
}

/** The reply that it believes to be right is better than any other; of two right or two wrong ones neither is. The place says nothing. */
export function comparisonOf({ first, second }: JudgedPair, belief: Belief | undefined): { why: string; better: 'first' | 'second' | 'tie' } {
  const isRight = (text: string): boolean => belief !== undefined && normaliseText(text) === normaliseText(belief.reply);
  const [one, other] = [isRight(first), isRight(second)];
  if (one === other) return { why: one ? 'both do what was asked' : 'neither does what was asked', better: 'tie' };
  return { why: `it does what was asked: ${belief?.intent ?? 'unknown'}`, better: one ? 'first' : 'second' };
}
