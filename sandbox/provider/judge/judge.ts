import { abstainReply } from '../../student/abstain.ts';
import { normaliseText } from '../../student/features.ts';
import { hashShare } from '../../student/hash.ts';
import { readConversation } from '../models/conversation.ts';
import { type JudgedInteraction, readInteraction } from './interaction.ts';
import type { Knowledge, Oracle } from './oracle.ts';
import { opinionOf } from './opinion.ts';
import { asksForPair, comparisonOf, readPair } from './pair.ts';
import { personalData } from './personal-data.ts';
import { type Allowed, choose, readAllowed } from './schema.ts';

export type Judge = (request: { prompt: string; responseFormat: unknown; seed: number }) => Promise<string>;

export type Belief = { reply: string; intent: string; confidence: number };

/**
 * A judge that is right at a known rate. It believes what the answer key says of the judged user's text; at the rate
 * `noise` (by hash of seed and text, so that asking again changes nothing, and another `seed` gives another opinion) it
 * believes in the likeliest of the wrong replies instead, as sure of itself as ever. What the judged text says to a judge
 * is never read.
 *
 * @returns a judge whose answer is a JSON object within the request's schema. Verdict, error_type, severity, intent,
 * corrected_reply and confidence come from what it knows; the rest (marks, mood, causes, personal data) are rules of thumb
 * that agree with the verdict. Asked which of two replies is better, it says so by the same belief
 */
export function openJudge(oracle: Oracle, { noise, seed }: { noise: number; seed: number }): Judge {
  return async (request) => {
    if (asksForPair(request.prompt)) {
      const pair = readPair(request.prompt);
      return JSON.stringify(comparisonOf(pair, believe(await oracle.knowledge(), pair.question, noise, `${seed}/${request.seed}`)));
    }
    const interaction = readInteraction(request.prompt);
    const allowed = readAllowed(request.responseFormat);
    const { question } = readConversation(interaction.messages);
    const opinion = `${seed}/${request.seed}`;
    const belief = believe(await oracle.knowledge(), question, noise, opinion);
    return JSON.stringify(judgement(belief, { interaction, question, opinion }, allowed));
  };
}

const twoDigits = (value: number): number => Math.round(value * 100) / 100;

function believe(knowledge: Knowledge, question: string, noise: number, seed: string): Belief | undefined {
  const text = normaliseText(question);
  const guesses = knowledge.guesses(question).filter(({ reply }) => reply !== abstainReply);
  const likeliest = guesses[0];
  const answer = knowledge.answerTo(question);
  if (answer === undefined) {
    if (likeliest === undefined) return undefined;
    const intent = knowledge.intentOf(likeliest.reply) ?? 'unknown';
    return { reply: likeliest.reply, intent, confidence: twoDigits(Math.min(0.5, likeliest.probability)) };
  }
  // The confidence comes from the text alone: a judge that errs does not know that it does.
  const confidence = twoDigits(0.7 + 0.2 * (likeliest?.probability ?? 0) + 0.1 * hashShare(`confidence/${seed}/${text}`));
  const wrong = guesses.find(({ reply }) => reply !== answer.reply);
  if (wrong !== undefined && hashShare(`noise/${seed}/${text}`) < noise)
    return { reply: wrong.reply, intent: knowledge.intentOf(wrong.reply) ?? 'unknown', confidence };
  return { reply: answer.reply, intent: answer.intent, confidence };
}

const isRefusal = (reply: string): boolean =>
  normaliseText(reply) === normaliseText(abstainReply) || /^(i'm sorry|i am sorry|sorry|i can('t|not)|i am unable)\b.{0,80}(help|assist|answer|do that)/i.test(reply);

export type Judged = { interaction: JudgedInteraction; question: string; /** Names this judge's opinion: another one differs. */ opinion: string };

function judgement(belief: Belief | undefined, judged: Judged, allowed: Allowed): Record<string, unknown> {
  const { reply } = judged.interaction;
  const empty = reply.trim() === '';
  const good = !empty && (belief === undefined ? !isRefusal(reply) : normaliseText(reply) === normaliseText(belief.reply));
  const bad = (): [error: string, severity: string] => {
    if (empty) return ['incomplete', 'P1'];
    return isRefusal(reply) ? ['refusal', 'P2'] : ['wrong_intent', 'P1'];
  };
  const [error, severity] = good ? [undefined, 'P3'] : bad();
  const errors = allowed.values('error_type');
  const severities = allowed.values('severity');
  const all: Record<string, unknown> = {
    verdict: good ? 'good' : 'bad',
    error_type: error === undefined ? choose(errors, null, 'none', 'other') : choose(errors, error, 'other'),
    severity: good && severities?.has(null) ? null : choose(severities, severity),
    intent: choose(allowed.values('intent'), belief?.intent ?? 'unknown', 'other'),
    corrected_reply: good ? null : (belief?.reply ?? null),
    confidence: belief?.confidence ?? 0.1,
    ...opinionOf(judged, belief, error, allowed),
    pii: personalData(judged.interaction),
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => allowed.properties?.has(name) ?? true));
}
