import { redactText } from '../privacy/redact-text.ts';
import type { CorrectionCheck } from './check.ts';

const link = /\b(?:https?:\/\/|www\.)[^\s<>"')\]]+|\]\([^)\s]+\)|\b(?:[a-z0-9-]+\.)+(?:com|net|org|io|cn|ru|xyz|top|info|shop|app|dev|me|ly)(?:\/[^\s<>"')\]]*)?/giu;
/** What is said to a model and not to a user. */
const instruction =
  /\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:previous|prior|above|all|any|your|system)\b.{0,40}\b(?:instructions?|rules?|prompts?|messages?)\b|\b(?:system prompt|developer message|jailbreak|as an? (?:ai|language model),? you (?:must|should|will)|from now on,? (?:you|always|never)|you are now)\b|<\/?(?:system|assistant|user|interaction|instructions?)>|<\|[a-z_]{2,20}\|>|\[\/?(?:INST|SYS)\]|(?:忽略|无视|忘记).{0,12}(?:指令|指示|规则|提示)|系统提示词|从现在(?:起|开始).{0,6}你|你现在是/iu;
const invisible = /[\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF\u{E0000}-\u{E007F}]/u;

/**
 * What a poisoned correction would carry: links that were not there before, keys or personal data, words to a model, characters
 * that nobody sees. None of it is wrong for certain, so a person looks.
 */
export const checkContent: CorrectionCheck = ({ messages, original, reply }) => {
  const before = [...messages.map(({ content }) => content), original].join('\n').toLowerCase();
  if ((reply.match(link) ?? []).some((found) => !before.includes(found.toLowerCase()))) return { result: 'review', code: 'new_link' };
  if (Object.keys(redactText(reply).counts).length > 0) return { result: 'review', code: 'key_or_personal_data' };
  if (instruction.test(reply)) return { result: 'review', code: 'words_to_a_model' };
  return invisible.test(reply) ? { result: 'review', code: 'invisible_characters' } : { result: 'pass', code: 'nothing_suspicious' };
};
