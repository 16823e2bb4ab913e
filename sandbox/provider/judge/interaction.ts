import { z } from 'zod';
import { refusal } from '../refuse.ts';

const interactionSchema = z.object({
  messages: z.array(z.looseObject({ role: z.string(), name: z.string().optional(), content: z.unknown().optional() })),
  reply: z.string(),
  facts: z.looseObject({}).optional(),
});
/** `chinese`: what the prompt itself says after the block is Chinese, so the judge writes Chinese. */
export type JudgedInteraction = z.infer<typeof interactionSchema> & { chinese: boolean };

const opening = '<interaction>\n';
const closing = '\n</interaction>';

/**
 * The interaction to judge, out of the judge's prompt: exactly one `<interaction>` block that holds JSON. A text that could
 * close the block early has its `<` escaped, so a second block means a prompt that was put together wrongly: a 400.
 */
export function readInteraction(prompt: string): JudgedInteraction {
  const start = prompt.indexOf(opening);
  const end = prompt.indexOf(closing);
  const single = start >= 0 && end > start && prompt.lastIndexOf('<interaction>') === start && prompt.lastIndexOf('</interaction>') === end + 1;
  if (!single) throw unreadable('exactly one <interaction> block, each tag on its own line');
  try {
    const interaction = interactionSchema.parse(JSON.parse(prompt.slice(start + opening.length, end)));
    return { ...interaction, chinese: /\p{Script=Han}/u.test(prompt.slice(end + closing.length)) };
  } catch {
    throw unreadable('JSON {messages, reply} in the <interaction> block');
  }
}

const unreadable = (expected: string) =>
  refusal(400, 'invalid_judge_prompt', `sandbox-judge expects ${expected} in the last user message.`, { param: 'messages' });
