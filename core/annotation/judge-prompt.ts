import type { Message } from '../interaction/message.ts';
import type { Language } from '../signals/reason-text.ts';
import type { JsonSchema, StructuredOutput } from './answer-schema.ts';
import type { Asked } from './asked.ts';
import { escapeJson } from './escape.ts';
import { otherLabel } from './judgement.ts';
import type { Material } from './material.ts';
import { judgeTexts } from './prompts/index.ts';
import type { JudgeText } from './prompts/judge-text.ts';
import type { Labels } from './read-answer.ts';

/** `reversed` shows the reply before what led to it and the labels from the end: a second opinion that shares no order with the first. */
export type Order = 'usual' | 'reversed';

/**
 * The judge's chat. The text under judgement is data: JSON inside one `<interaction>` block in which nothing can close the
 * block or stand outside it. What it may hold stays the same for all rows of a kind, so providers can cache the head.
 */
export function buildJudgePrompt(material: Material, asked: Asked, labels: Labels, language: Language, order: Order = 'usual'): Message[] {
  const { messages, reply, facts } = material;
  const text = judgeTexts[language];
  const shown = { ...(order === 'usual' ? { messages, reply } : { reply, messages }), ...(facts !== undefined && { facts }) };
  return [
    { role: 'system', content: instructions(text, asked, labels, order, facts !== undefined) },
    { role: 'user', content: `<interaction>\n${escapeJson(shown)}\n</interaction>\n${text.close}` },
  ];
}

/** The same call for an endpoint that takes no schema: the instructions then end with it. */
export function inOutput(prompt: readonly Message[], schema: JsonSchema, how: StructuredOutput): { messages: Message[]; jsonSchema: JsonSchema } {
  if (how === 'json_schema') return { messages: [...prompt], jsonSchema: schema };
  const [system, ...rest] = prompt;
  const withSchema = `${system?.content ?? ''}\n\nJSON schema:\n${JSON.stringify(schema.schema)}`;
  return { messages: [{ role: 'system', content: withSchema }, ...rest], jsonSchema: { ...schema, as: how } };
}

/** Longer answers than this are cut before the judge is shown its own mistake. */
const shownAnswer = 4_000;

/** The same question once more, after an answer that could not be used. `fault` names what is wrong and quotes nothing. */
export function buildRepairPrompt(prompt: readonly Message[], answer: string, fault: string, language: Language): Message[] {
  return [
    ...prompt,
    { role: 'assistant', content: answer.slice(0, shownAnswer).toWellFormed() },
    { role: 'user', content: judgeTexts[language].repair.replace('{fault}', () => fault) },
  ];
}

function instructions(text: JudgeText, asked: Asked, labels: Labels, order: Order, facts: boolean): string {
  const { fields } = text;
  const inOrder = (values: readonly string[]): string => (order === 'usual' ? [...values] : [...values].reverse()).join(', ');
  const fill = (line: string, values: readonly string[]): string => line.replace('{labels}', () => inOrder(values));
  // Judges have named some of them: they stand there as JSON, as all that comes from outside.
  const quoted = labels.intents.map(escapeJson);
  const intent = quoted.length === 0 ? fields.intent.open : fill(labels.intentsClosed ? fields.intent.closed : fields.intent.known, quoted);
  const lines = [
    `verdict: ${fields.verdict}`,
    `error_type: ${fill(fields.error_type, [...labels.errorTypes, otherLabel])}`,
    `severity: ${fields.severity}`,
    `intent: ${intent}`,
    ...(['corrected_reply', 'confidence', 'cited_fields'] as const).map((name) => `${name}: ${fields[name]}`),
    ...(asked.full ? (['topic', 'sentiment', 'sentiment_intensity'] as const).map((name) => `${name}: ${fields[name]}`) : []),
    ...(asked.axes.length > 0 ? [`axes: ${fields.axes} ${asked.axes.map((name) => `${name} (${text.axes[name]})`).join('; ')}.`] : []),
    ...(asked.full ? (['reply_quality', 'agent_quality', 'recommendation', 'difficulty', 'skills'] as const).map((name) => `${name}: ${fields[name]}`) : []),
    ...(['mistake', 'insight', 'pii'] as const).filter((name) => asked[name]).map((name) => `${name}: ${fields[name]}`),
  ];
  return [text.task, ...(facts ? [text.facts] : []), '', text.answer, ...lines.map((line) => `- ${line}`), '', text.language].join('\n');
}
