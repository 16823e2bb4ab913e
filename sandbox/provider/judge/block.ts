import { refusal } from '../refuse.ts';

/**
 * What stands between `<tag>` and `</tag>`, each on its own line, and what follows: the data of a judge's prompt. A text that could close
 * the block early has its `<` escaped, so a second block means a prompt that was put together wrongly: a 400.
 */
export function readBlock(prompt: string, tag: string, holds: string): { value: unknown; after: string } {
  const [opening, closing] = [`<${tag}>\n`, `\n</${tag}>`];
  const start = prompt.indexOf(opening);
  const end = prompt.indexOf(closing);
  const single = start >= 0 && end > start && prompt.lastIndexOf(`<${tag}>`) === start && prompt.lastIndexOf(`</${tag}>`) === end + 1;
  if (!single) throw unreadable(`exactly one <${tag}> block, each tag on its own line`);
  try {
    return { value: JSON.parse(prompt.slice(start + opening.length, end)) as unknown, after: prompt.slice(end + closing.length) };
  } catch {
    throw unreadable(`JSON ${holds} in the <${tag}> block`);
  }
}

export const unreadable = (expected: string) =>
  refusal(400, 'invalid_judge_prompt', `sandbox-judge expects ${expected} in the last user message.`, { param: 'messages' });
