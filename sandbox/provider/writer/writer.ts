import { refusal } from '../refuse.ts';
import { reword } from './reword.ts';

const wanted = 4;

/**
 * Answers a request for paraphrases: one `<question>` block that holds a JSON string, and a schema that asks for
 * `paraphrases`. It can write nothing else.
 */
export function write(prompt: string, responseFormat: unknown): string {
  const asked = /<question>\n([\s\S]*)\n<\/question>/.exec(prompt)?.[1];
  if (asked === undefined || !JSON.stringify(responseFormat ?? null).includes('"paraphrases"'))
    throw refusal(400, 'invalid_writer_prompt', 'sandbox-writer rewords one question in a <question> block, asked for by a schema with `paraphrases`.', { param: 'messages' });
  return JSON.stringify({ paraphrases: reword(question(asked), wanted) });
}

function question(json: string): string {
  try {
    return String(JSON.parse(json));
  } catch {
    throw refusal(400, 'invalid_writer_prompt', 'sandbox-writer expects a JSON string in the <question> block.', { param: 'messages' });
  }
}
