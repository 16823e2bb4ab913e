import { textOf } from '../models/conversation.ts';
import type { JudgedInteraction } from './interaction.ts';

type Finding = { field: string; category: string; evidence: string };

/** What a reader would see at once; a stand-in for one, with far fewer forms than people use. */
const patterns: readonly (readonly [category: string, pattern: RegExp])[] = [
  ['NAME', /(?<!\p{L})(?:[Mm]y name is|[Nn]ame[:=]|I am|I'm|[Rr]egards,|[Cc]ontact|[Aa]sk for|Mr\.?|Mrs\.?|Ms\.?|Dr\.?)\s+([A-Z][\p{L}'-]{1,20}(?:\s+[A-Z][\p{L}'-]{1,20}){1,2})/gu],
  ['NAME', /(?:我叫|我是|姓名[:：]?\s?|联系人[:：]?\s?|收件人[:：]?\s?)(\p{Script=Han}{2,4})(?=[，。,.\s；;、]|$)/gu],
  ['ADDRESS', /\b(\d{1,5}\s+(?:[A-Z][\p{L}']{1,20}\s+){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Way|Square)\b)/gu],
  ['ADDRESS', /(\p{Script=Han}{2,8}(?:省|市|区|县)\p{Script=Han}{1,12}(?:路|街|巷|道)\d{1,5}(?:号|弄)(?:\p{Script=Han}{0,6}\d{0,5}(?:室|号楼|单元))?)/gu],
  ['BIRTH_DATE', /\b(?:born(?: on)?|date of birth|dob)[:\s]+([A-Z]?[\p{L}\d]{1,10}[ ./-]\d{1,2}(?:st|nd|rd|th)?,?[ ./-]\d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})/giu],
  ['ACCOUNT', /\b(?:account|membership|policy|customer|licen[cs]e|patient)(?: number| no\.?| id)?[ :#]{1,3}(?:is )?([A-Z0-9][A-Z0-9-]{6,20})\b/giu],
];

/** Personal data in the texts of an interaction, each to the letter and with its field. */
export function personalData({ messages, reply }: JudgedInteraction): Finding[] {
  const texts = [...messages.map(({ content }, at): [string, string] => [`messages[${at}].content`, textOf(content)]), ['reply', reply] as [string, string]];
  return texts.flatMap(([field, text]) =>
    patterns.flatMap(([category, pattern]) => [...text.matchAll(pattern)].flatMap(([, evidence]) => (evidence === undefined ? [] : [{ field, category, evidence }]))),
  );
}
