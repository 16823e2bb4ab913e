import type { Message } from '../interaction/message.ts';
import { storableText } from '../interaction/content.ts';
import type { Language } from '../signals/reason-text.ts';
import { answerSchema, type JsonSchema, type StructuredOutput } from './answer-schema.ts';
import { askedOf } from './asked.ts';
import { buildJudgePrompt, buildRepairPrompt, inOutput, type Order } from './judge-prompt.ts';
import type { Judgement } from './judgement.ts';
import { type Facts, judgedMaterial } from './material.ts';
import { judgePromptVersion } from './prompts/index.ts';
import type { PiiFinding } from './pii-finding.ts';
import { type Labels, readAnswer } from './read-answer.ts';
import { reviewOf } from './review-texts.ts';

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

/** Sends one call to the judge. Whoever gives it pays, caches, waits and counts; what else its reply holds comes back in `calls`. */
export type Ask<Reply extends { text: string }> = (call: JudgeCall) => Promise<Reply>;

export const annotationStatuses = ['ok', 'repaired', 'placeholder'] as const;
export type AnnotationStatus = (typeof annotationStatuses)[number];

export type Annotated<Reply extends { text: string }> = {
  /** Null only for a placeholder. */
  judgement: Judgement | null;
  status: AnnotationStatus;
  /** What the judge said, where it or its insight could not be used: for a person to look at. */
  raw: string | null;
  /** What was wrong with the first answer, where something was; quotes nothing. */
  fault: string | null;
  promptVersion: string;
  calls: { purpose: JudgeCall['purpose']; reply: Reply }[];
};

/**
 * Judges one interaction: one call; after an answer that cannot be used one repair call that names what is wrong; after
 * that a placeholder with the raw answer. Never a third call for a verdict, and never a made-up value. Texts to review cost
 * another one, before the verdict; what is found in them is part of the judgement.
 *
 * @throws whatever `ask` throws
 */
export async function annotateOne<Reply extends { text: string }>(ask: Ask<Reply>, question: JudgeQuestion, options: JudgeOptions): Promise<Annotated<Reply>> {
  const { messages, reply, facts, insight = false, pii = false } = question;
  const { language, order = 'usual', depth = 'full', structuredOutput = 'json_schema' } = options;
  const asked = askedOf(messages, { depth, insight, pii });
  const material = judgedMaterial(messages, reply, asked.insight ? facts : undefined, options.maxChars);
  const { messages: prompt, jsonSchema } = inOutput(buildJudgePrompt(material, asked, options, language, order), answerSchema(asked, options.errorTypes), structuredOutput);
  const promptVersion = judgePromptVersion(language);

  const calls: Annotated<Reply>['calls'] = [];
  const call = async (of: JudgeCall): Promise<Reply> => {
    const reply = await ask(of);
    calls.push({ purpose: of.purpose, reply });
    return reply;
  };

  const said: PiiFinding[] = [];
  if (question.review !== undefined && Object.keys(question.review).length > 0) {
    const { messages: texts, jsonSchema: schema, read } = reviewOf(question.review, language, options.maxChars);
    said.push(...read((await call({ purpose: 'review', ...inOutput(texts, schema, structuredOutput) })).text));
  }
  const first = await call({ purpose: 'judge', messages: prompt, jsonSchema });
  const answer = readAnswer(first.text, asked, options, material);
  if (!('fault' in answer)) return done(answer, 'ok', first, null);

  const second = await call({ purpose: 'repair', messages: buildRepairPrompt(prompt, first.text, answer.fault, language), jsonSchema });
  const repaired = readAnswer(second.text, asked, options, material);
  if (!('fault' in repaired)) return done(repaired, 'repaired', second, answer.fault);
  return { judgement: null, status: 'placeholder', raw: storableText(second.text), fault: repaired.fault, promptVersion, calls };

  function done({ judgement, insightFailed }: Exclude<typeof answer, { fault: string }>, status: AnnotationStatus, { text }: Reply, fault: string | null): Annotated<Reply> {
    return { judgement: { ...judgement, pii: [...judgement.pii, ...said] }, status, raw: insightFailed ? storableText(text) : null, fault, promptVersion, calls };
  }
}
