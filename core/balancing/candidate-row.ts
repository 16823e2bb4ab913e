import { z } from 'zod';
import type { InputFault } from '../errors/input-error.ts';
import { contentHash } from '../identity/content-hash.ts';
import { chatMessage, replyText } from '../interaction/formats/chat-message.ts';
import { faultOf, id, instant, optional, text } from '../interaction/formats/fields.ts';
import { describeFound } from '../interaction/found.ts';
import type { Message } from '../interaction/message.ts';
import { lastUserText } from '../interaction/message.ts';
import type { RedactionCounts } from '../privacy/redact-text.ts';
import { redactValue } from '../privacy/redact-value.ts';
import type { Candidate } from './candidates.ts';
import { estimateTokens } from './token-estimate.ts';

const name = (what: string) => text.refine((value) => value.trim() !== '', what);
const weightText = 'a number above 0 up to 100';

const schema = z.object({
  id: id.refine((value) => value !== undefined, 'an id (text or whole number)'),
  intent: name('the name of an intent'),
  origin: z.enum(['new', 'replay'], '"new" or "replay"').default('new'),
  messages: z.array(chatMessage, 'a list of messages').min(2, 'at least a question and its answer'),
  task: optional(name('the name of a task')),
  severity: optional(text),
  session: optional(id),
  group: optional(id),
  user: optional(id),
  weight: optional(z.number(weightText).gt(0, weightText).max(100, weightText)),
  at: optional(instant),
  rejected: optional(text),
  paraphrase_of: optional(id),
});

/** A candidate of a file, and what is needed to write it out again. */
export type FileCandidate = { candidate: Candidate; messages: Message[]; /** The bad reply that it corrects. */ rejected?: string };

/**
 * A training candidate from a row of JSON lines:
 * `{id, intent, origin?, messages, task?, severity?, session?, group?, user?, weight?, at?, rejected?, paraphrase_of?}`,
 * redacted as interactions are; what was found is added to `counts`. Rows of one `group` or session stay together.
 */
export function candidateOfRow(row: unknown, counts: RedactionCounts): FileCandidate | { fault: InputFault } {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return { fault: { found: describeFound(row), expected: 'an object' } };
  const parsed = schema.safeParse(row);
  if (!parsed.success) return { fault: faultOf(parsed.error, row) };
  const { session, group, user, task, severity, weight, at, paraphrase_of: paraphraseOf, ...rest } = parsed.data;
  const last = rest.messages.length - 1;
  if (rest.messages[last]?.role !== 'assistant') return { fault: { field: `messages[${last}].role`, found: `"${rest.messages[last]?.role}"`, expected: '"assistant": an example ends with the answer' } };
  if (!rest.messages.some(({ role, content }) => role === 'user' && content.trim() !== '')) return { fault: { field: 'messages', found: 'no question', expected: 'a message of the user' } };

  const messages = redactValue(rest.messages, counts);
  const rejected = rest.rejected === undefined ? undefined : redactValue(rest.rejected, counts);
  const context = contextOf(messages);
  return {
    candidate: {
      id: rest.id,
      intent: rest.intent,
      origin: rest.origin,
      question: lastUserText(messages),
      reply: replyText(messages[last]!),
      tokens: estimateTokens(JSON.stringify(messages)),
      ...(context !== undefined && { context }),
      ...(task !== undefined && { task }),
      ...(severity !== undefined && { severity }),
      ...((group ?? session) !== undefined && { session: (group ?? session)! }),
      ...(user !== undefined && { user }),
      ...(weight !== undefined && { weight }),
      ...(at !== undefined && { at: at.getTime() }),
      ...(paraphraseOf !== undefined && { paraphraseOf }),
    },
    messages,
    ...(rejected !== undefined && { rejected }),
  };
}

/** Of what was said before the last question, instructions aside: the same for every row where it is the first. */
function contextOf(messages: readonly Message[]): string | undefined {
  const before = messages.slice(0, messages.findLastIndex(({ role }) => role === 'user')).filter(({ role }) => role !== 'system' && role !== 'developer');
  return before.length === 0 ? undefined : contentHash(before);
}
