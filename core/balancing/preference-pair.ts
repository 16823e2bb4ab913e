import type { Message } from '../interaction/message.ts';

/**
 * One line of a preference file (DPO: Rafailov et al. 2023) in the format of OpenAI's API, which others read too:
 * for one prompt the verified correction and the reply that it corrects. Undefined where both say the same.
 */
export function preferenceLine(prompt: readonly Message[], preferred: string, rejected: string): string | undefined {
  if (preferred.trim() === rejected.trim() || rejected.trim() === '') return undefined;
  const reply = (content: string): { role: 'assistant'; content: string }[] => [{ role: 'assistant', content }];
  return `${JSON.stringify({ input: { messages: prompt }, preferred_output: reply(preferred), non_preferred_output: reply(rejected) })}\n`;
}
