import type { Message } from '../interaction/message.ts';
import type { Language } from '../signals/reason-text.ts';
import { reviewSchema, type JsonSchema } from './answer-schema.ts';
import { escapeJson } from './escape.ts';
import { judgedMaterial } from './material.ts';
import { readPiiFindings, type PiiFinding } from './pii-finding.ts';
import { judgeTexts } from './prompts/index.ts';
import { readJsonAnswer } from './read-json.ts';

/** A call that looks through texts for personal data, and how to read its answer. */
export type TextReview = { messages: Message[]; jsonSchema: JsonSchema; read: (answer: string) => PiiFinding[] };

/**
 * What users said about a reply is looked through in a call of its own: in the judge's it would tell the verdict that they expect.
 *
 * @param texts by the names of their fields, e.g. `feedback.text`
 */
export function reviewOf(texts: Readonly<Record<string, string>>, language: Language, maxChars: number): TextReview {
  const { review, fields } = judgeTexts[language];
  const names = Object.keys(texts);
  const material = judgedMaterial(Object.values(texts).map((content): Message => ({ role: 'user', content })), '', undefined, maxChars);
  const shown = { messages: material.messages, reply: material.reply };
  return {
    messages: [
      { role: 'system', content: `${review.task}\n\n- pii: ${fields.pii}` },
      { role: 'user', content: `<interaction>\n${escapeJson(shown)}\n</interaction>\n${review.close}` },
    ],
    jsonSchema: reviewSchema,
    read(answer) {
      const found = readPiiFindings(readJsonAnswer(answer)?.['pii'], material.textOf) ?? [];
      return found.map((finding) => ({ ...finding, field: names[Number(/^messages\[(\d+)\]/.exec(finding.field)?.[1] ?? 0)] ?? finding.field }));
    },
  };
}
