import { detectLanguage } from '../text-stats/language.ts';
import { asksForLanguage } from './asked-language.ts';

/** The outward form of a reply: what can break whoever reads it, whatever it says. */
export type ReplyForm = {
  /** The whole reply is a JSON object or array. */
  json: boolean;
  /** It holds a fenced code block. */
  fenced: boolean;
  /** It declines to help. */
  refused: boolean;
  /** Nothing but white space, and no tool call. */
  empty: boolean;
  /** Written in another language than the user's, where nobody asked for that. */
  otherLanguage: boolean;
};

export const replyForms = ['json', 'fenced', 'refused', 'empty', 'otherLanguage'] as const satisfies readonly (keyof ReplyForm)[];

/**
 * What form a reply has; deterministic, linear in its length.
 *
 * @param question what the user asked last; its language is the one to answer in, unless it names one
 * @param called whether the reply calls tools: then it may hold no text
 */
export function replyForm(reply: string, question: string, called = false): ReplyForm {
  const text = reply.trim();
  return {
    json: isJson(text),
    fenced: /^\s{0,3}(?:```|~~~)/m.test(reply),
    refused: refusal.test(text.slice(0, refusalHead).replaceAll('’', "'")),
    empty: text === '' && !called,
    otherLanguage: text !== '' && !isJson(text) && differs(question, prose(text)) && !asksForLanguage(question),
  };
}

function isJson(text: string): boolean {
  if (!/^[[{]/.test(text) || !/[\]}]$/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A refusal says so at its head; further down it is about something else. */
const refusalHead = 240;
const refusal = new RegExp(
  [
    String.raw`\b(?:I(?:'m| am) (?:sorry|afraid)|sorry|apologies|I apologi[sz]e|unfortunately)\b[^.!?\n]{0,60}?\b(?:can(?:no|')t|can not|unable|not able|won't|not allowed|not permitted)\b`,
    String.raw`^\W{0,4}I (?:can(?:no|')t|can not|won't|am unable to|am not able to|must decline|have to decline) (?:to )?(?:help|assist|answer|provide|share|do|comply|fulfil+|discuss|give|support|continue|create|write|generate|respond|process|that)\b`,
    String.raw`\bas an AI(?: language)?(?: model| assistant)?[^.!?\n]{0,60}?\b(?:can(?:no|')t|can not|unable|not able|don't have)\b`,
    String.raw`(?:抱歉|对不起|不好意思|很遗憾)[^。！？\n]{0,30}?(?:无法|不能|没法|没办法|不可以|不便)`,
    String.raw`^\W{0,4}我(?:无法|不能|没法|没办法)(?:帮|回答|提供|协助|处理|完成|满足|继续|透露)`,
  ].join('|'),
  'iu',
);

/** Without code and links: they are English in every language. */
const prose = (text: string): string => text.replaceAll(/```[^`]{0,20000}```|`[^`\n]{1,200}`|https?:\/\/\S{1,500}/g, ' ');

/** Letters from which on a language is told apart by its words; scripts tell it earlier. */
const enoughLetters = 40;
const enoughSigns = 6;
const looked = 400;

function differs(question: string, reply: string): boolean {
  const [asked, answered] = [told(question), told(reply)];
  return asked !== undefined && answered !== undefined && asked !== answered;
}

/** The language of a text where it can be told with confidence. */
function told(text: string): string | undefined {
  const letters = text.slice(0, looked * 6).match(/\p{L}/gu)?.length ?? 0;
  const signs = text.slice(0, looked * 6).match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Thai}]/gu)?.length ?? 0;
  if (letters < enoughLetters && signs < enoughSigns) return undefined;
  const { lang, score } = detectLanguage(text, looked);
  return lang === 'und' || score < 0.3 ? undefined : lang;
}
