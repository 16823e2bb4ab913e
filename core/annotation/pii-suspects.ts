import type { Message } from '../interaction/message.ts';

export type PiiSuspect = { field: string; rule: string };

/**
 * What makes a text worth a look after the rules have been over it: forms that often hold personal data, and that no
 * pattern can take out without taking out much else. Each is linear in the text: bounded repeats, no overlap.
 */
const rules: readonly (readonly [rule: string, pattern: RegExp])[] = [
  ['suspect_number', /\[SUSPECT_NUMBER\]/],
  ['digit_run', /(?<![\d.,:$€£¥-])\d(?:[ -]?\d){8,18}(?![\d.,:%])/],
  ['beside_placeholder', /\[(?:PHONE|ID_CARD|BANK_CARD|EMAIL|SSN|PASSPORT|IBAN)\][ -]?\d{2,}|\d{2,}[ -]?\[(?:PHONE|ID_CARD|BANK_CARD|SSN|PASSPORT|IBAN)\]/],
  // Two capitalised words in a row: a person, more often than not, in what people write to an agent.
  ['name', /(?<![\p{L}\p{N}])\p{Lu}[\p{Ll}'’-]{1,20}(?: \p{Lu}\.?)?[ ](?:(?:van|von|de|der|den|del|di|da|bin|al|el) ){0,3}\p{Lu}[\p{L}'’-]{1,20}(?![\p{L}\p{N}])/u],
  ['name', /(?<!\p{L})(?:(?:[Mm]y|[Hh]is|[Hh]er|[Ff]ull|[Ff]irst|[Ll]ast|[Tt]he|[Yy]our) name(?:'s)?(?: is|[:=?])|[Nn]ames?\s?[:=?]|[Nn]amed|[Cc]alled|[Ii]t'?s under|[Uu]nder the name(?: of)?|[Rr]egards,|[Cc]ontact|[Aa]sk for|Mr\.?|Mrs\.?|Ms\.?|Miss|Dr\.?)\s{1,3}(?:him |her )?\p{L}[\p{L}'’-]{1,20}/u],
  ['name', /(?:我叫|本人|姓名|联系人|收件人|户名|乘客|患者)[:：是为]?\s?\p{Script=Han}{2,4}(?![\p{Script=Han}])|我是\p{Script=Han}{2,3}(?=[，。,.；;])|\p{Script=Han}{1,3}(?:先生|女士|小姐)(?!们)/u],
  ['address', /(?<!\w)\d{1,5}\s(?:\p{L}[\p{L}'’.-]{0,24}\s){1,4}(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|court|ct|way|square|place|terrace)(?!\p{L})/iu],
  ['address', /(?<!\p{L})(?:[Ss]uite|[Aa]pt\.?|[Aa]partment|[Uu]nit|P\.?O\.? [Bb]ox|[Rr]ua|[Rr]ue|[Vv]ia|[Cc]alle|[Uu]lica)\s{1,2}#?(?:\p{L}{1,20} ){0,4}\d{1,5}/u],
  ['address', /\p{L}{2,20}(?:straße|strasse|weg|gasse|platz|plein|laan|gata|gatan|vej|vænget|gade|katu|út|utca)\.?\s\d{1,4}(?!\d)/u],
  ['address', /(?<!\w)\d{1,5} \p{Lu}[\p{L}'’-]{2,24} \d{1,5}(?!\d)|\p{Lu}\p{L}{2,24},? (?:[A-Z]{2} )?\d{5}(?!\d)/u],
  ['address', /\p{Script=Han}{1,8}(?:省|市|区|县|镇|乡)\p{Script=Han}{1,12}(?:路|街|巷|道|村|小区)\s?\d{0,5}(?:号|弄|室|栋|单元)?/u],
  ['address', /(?<!\p{L})(?:address(?:es)?(?: is|:|'s| to)|lives? (?:at|in)|住址|地址|家住)[:：]?\s?\S/u],
  ['birth_date', /(?:(?<!\p{L})(?:[Bb]orn(?: on)?|[Dd]ate of birth|DOB)|出生|生日)[:：\s]{0,3}\S{0,12}\d/u],
  ['age', /(?<!\p{L})(?:aged?|I am|I'm|is|turned) \d{1,3}(?: years? old)?(?=[\s,.!?]|$)|\d{1,3}[- ]years?[- ]old/u],
  ['account', /(?<!\p{L})(?:[Mm]embership|[Pp]olicy|[Ll]icen[cs]e|[Pp]atient|[Cc]ustomer|[Aa]ccount)(?: [Nn]umber| no\.?| ID| id)?[ :#]{1,3}(?:is )?[A-Z]{0,4}-?\d[\dA-Z-]{5,20}/u],
  ['handle', /(?:微信号?|QQ号?|钉钉号?|(?<!\p{L})(?:[Tt]elegram|[Ww]e[Cc]hat|[Ii]nstagram|[Dd]iscord))[:：@\s]{1,3}[A-Za-z0-9_.-]{4,}/u],
];

/** A judge reads a text to its end, a rule need not: what people say of themselves stands near the beginning or the end. */
const searched = 20_000;
const searchable = (text: string): string => (text.length <= 2 * searched ? text : `${text.slice(0, searched)}\n${text.slice(-searched)}`);

/**
 * Which fields of an interaction may still hold personal data, and which rule says so; at most one entry a field and
 * rule, never the value. System messages are the operator's own words.
 */
export function piiSuspects(messages: readonly Message[], reply: string): PiiSuspect[] {
  const texts: [string, string][] = messages.flatMap(({ role, content }, at) => (role === 'system' || role === 'developer' ? [] : [[`messages[${at}].content`, content]]));
  return [...texts, ['reply', reply] as [string, string]].flatMap(([field, text]) => suspectRules(text).map((rule) => ({ field, rule })));
}

/** The rules that suspect something in one text. */
export function suspectRules(text: string): string[] {
  const shown = searchable(text);
  return [...new Set(rules.filter(([, pattern]) => pattern.test(shown)).map(([rule]) => rule))];
}
