import type { JudgeCall, JudgeOptions, JudgeQuestion } from './annotate-one.ts';
import { answerSchema } from './answer-schema.ts';
import { askedOf } from './asked.ts';
import { buildJudgePrompt } from './judge-prompt.ts';
import { judgedMaterial } from './material.ts';

/** The call that a judgement of this interaction begins with: what a forecast of its cost counts. */
export function judgeCall({ messages, reply, facts, insight = false, pii = false }: JudgeQuestion, options: JudgeOptions): Pick<JudgeCall, 'messages' | 'jsonSchema'> {
  const asked = askedOf(messages, { depth: options.depth ?? 'full', insight, pii });
  const material = judgedMaterial(messages, reply, asked.insight ? facts : undefined, options.maxChars);
  return { messages: buildJudgePrompt(material, asked, options, options.language, options.order), jsonSchema: answerSchema(asked, options.errorTypes) };
}
