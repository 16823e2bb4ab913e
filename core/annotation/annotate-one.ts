import { storableText } from '../interaction/content.ts';
import { judgeCall, type JudgeCall, type JudgeOptions, type JudgeQuestion } from './judge-call.ts';
import { buildRepairPrompt, inOutput } from './judge-prompt.ts';
import type { Judgement } from './judgement.ts';
import { judgePromptVersion } from './prompts/index.ts';
import type { PiiFinding } from './pii-finding.ts';
import { readAnswer } from './read-answer.ts';
import { reviewOf } from './review-texts.ts';

export type { JudgeCall, JudgeOptions, JudgeQuestion } from './judge-call.ts';

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
  const { language, structuredOutput = 'json_schema' } = options;
  const { asked, material, messages: prompt, jsonSchema } = judgeCall(question, options);
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
