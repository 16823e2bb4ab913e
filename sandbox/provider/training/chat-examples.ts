import { z } from 'zod';
import type { Example } from '../../student/train.ts';
import { textOf } from '../models/conversation.ts';
import { tokensOf, tokensPerMessage } from '../tokens.ts';

export const leastExamples = 10;
/** A linear student of 2^15 buckets: more replies than this would be hundreds of megabytes of weights. */
export const mostReplies = 2_000;

const content = z.union([z.string(), z.array(z.looseObject({ type: z.string() })), z.null()]).optional();
const rowSchema = z.looseObject({
  messages: z
    .array(
      z.looseObject({
        role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
        content,
        weight: z.union([z.literal(0), z.literal(1)]).optional(),
      }),
    )
    .min(1),
});

export type ChatExamples = { examples: Example[]; tokens: number };

/**
 * Reads training examples in the chat format, JSON lines of `{messages}`: the last message, an assistant's, is the target,
 * the last user message before it the question. The `weight` (0 or 1) of that last message counts.
 *
 * @returns the examples and their tokens, or `faults`, one sentence each, naming the line (1-based) but no text of it
 */
export function chatExamplesOf(jsonl: string): ChatExamples | { faults: string[] } {
  const examples: Example[] = [];
  const faults: string[] = [];
  let tokens = 0;
  jsonl.replace(/^\uFEFF/, '').split('\n').forEach((line, at) => {
    if (line.trim() === '') return;
    const read = readExample(line);
    if (typeof read === 'string') {
      faults.push(`Line ${at + 1}: ${read}`);
      return;
    }
    examples.push(read.example);
    tokens += read.tokens;
  });
  if (faults.length > 0) return { faults };
  if (examples.length < leastExamples)
    return { faults: [`The file has ${examples.length} examples, at least ${leastExamples} are needed`] };
  const replies = new Set(examples.map(({ reply }) => reply)).size;
  if (replies > mostReplies)
    return { faults: [`The file has ${replies} distinct replies, the sandbox's student learns at most ${mostReplies}`] };
  return { examples, tokens };
}

function readExample(line: string): { example: Example; tokens: number } | string {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch {
    return 'it is not JSON';
  }
  const parsed = rowSchema.safeParse(row);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return `${issue?.path.join('.') || 'the row'} is not as the chat format wants it`;
  }
  const { messages } = parsed.data;
  const target = messages.at(-1);
  const question = messages.slice(0, -1).findLast(({ role }) => role === 'user');
  if (target?.role !== 'assistant') return 'the last message is not an assistant message';
  if (question === undefined) return 'no user message comes before the last assistant message';
  const reply = textOf(target.content);
  if (reply === '') return 'the last assistant message is empty';
  const tokens = messages.reduce((sum, message) => sum + tokensOf(textOf(message.content)) + tokensPerMessage, 0);
  return { example: { text: textOf(question.content), reply, weight: target.weight ?? 1 }, tokens };
}
