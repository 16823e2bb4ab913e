import type { Message } from '../interaction/message.ts';
import type { Language } from '../signals/reason-text.ts';
import { answerSchema, type JsonSchema, type StructuredOutput } from './answer-schema.ts';
import { askedOf, type Asked } from './asked.ts';
import { buildJudgePrompt, inOutput, type Order } from './judge-prompt.ts';
import { type Facts, judgedMaterial, type Material } from './material.ts';
import type { Labels } from './read-answer.ts';

/** One interaction to judge. */
export type JudgeQuestion = {
  messages: readonly Message[];
  reply: string;
  /** What was measured; shown to the judge where an insight is asked. Numbers and codes, never what a user voted. */
  facts?: Facts;
  /** Ask for causes with evidence, in the same call. */
  insight?: boolean;
  /** Ask for personal data that the rules may have missed, in the same call. */
  pii?: boolean;
  /** What users said about it, by field, where the rules suspect personal data in it: looked through in a call of its own. */
  review?: Readonly<Record<string, string>>;
};

export type JudgeOptions = Labels & {
  language: Language;
  /** Characters of the interaction that a judge is shown. */
  maxChars: number;
  order?: Order;
  /** `verdict`: nothing but the verdict and what it rests on; what a second opinion needs. */
  depth?: 'full' | 'verdict';
  /** `json_schema` where nothing is said. */
  structuredOutput?: StructuredOutput;
};

export type JudgeCall = { purpose: 'judge' | 'repair' | 'review'; messages: Message[]; jsonSchema: JsonSchema };

/** The call that a judgement of this interaction begins with, what it asks for, and what it shows. */
export function judgeCall(
  { messages, reply, facts, insight = false, pii = false }: JudgeQuestion,
  options: JudgeOptions,
): Pick<JudgeCall, 'messages' | 'jsonSchema'> & { asked: Asked; material: Material } {
  const { depth = 'full', structuredOutput = 'json_schema' } = options;
  const asked = askedOf(messages, { depth, insight, pii });
  const material = judgedMaterial(messages, reply, asked.insight ? facts : undefined, options.maxChars);
  return { asked, material, ...inOutput(buildJudgePrompt(material, asked, options, options.language, options.order), answerSchema(asked, options.errorTypes), structuredOutput) };
}
