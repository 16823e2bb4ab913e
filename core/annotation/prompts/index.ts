import { contentHash } from '../../identity/content-hash.ts';
import type { Language } from '../../signals/reason-text.ts';
import { answerSchema, reviewSchema } from '../answer-schema.ts';
import { everythingAsked } from '../asked.ts';
import { judgeEn } from './judge.en.ts';
import type { JudgeText } from './judge-text.ts';
import { judgeZh } from './judge.zh.ts';

export const judgeTexts: Readonly<Record<Language, JudgeText>> = { en: judgeEn, zh: judgeZh };

/**
 * The version of a prompt: its language and a hash of its words and of the schema that it goes with. A verdict can be
 * traced to what asked for it, and no edit keeps the old name.
 */
export const versionOf = (language: Language, text: JudgeText): string => `judge-${language}-${contentHash(text, answerSchema(everythingAsked, []), reviewSchema).slice(0, 10)}`;

const versions: Readonly<Record<Language, string>> = { en: versionOf('en', judgeEn), zh: versionOf('zh', judgeZh) };

export const judgePromptVersion = (language: Language): string => versions[language];
