import { z } from 'zod';
import { readBlock, unreadable } from './block.ts';

const interactionSchema = z.object({
  messages: z.array(z.looseObject({ role: z.string(), name: z.string().optional(), content: z.unknown().optional() })),
  reply: z.string(),
  facts: z.looseObject({}).optional(),
});
/** `chinese`: what the prompt itself says after the block is Chinese, so the judge writes Chinese. */
export type JudgedInteraction = z.infer<typeof interactionSchema> & { chinese: boolean };

const holds = '{messages, reply}';

/** The interaction to judge, out of the judge's prompt: exactly one `<interaction>` block that holds JSON. */
export function readInteraction(prompt: string): JudgedInteraction {
  const { value, after } = readBlock(prompt, 'interaction', holds);
  const { data } = interactionSchema.safeParse(value);
  if (!data) throw unreadable(`JSON ${holds} in the <interaction> block`);
  return { ...data, chinese: /\p{Script=Han}/u.test(after) };
}
