import type { Detector, Span } from '../detector.ts';
import { birthDateAt, hasIdChecksum, provinces } from './id-card-checks.ts';
import { camelBorder } from './label.ts';

/** Long numbers as people write them: unbroken, in groups of four, as 4-6-5 (American Express) or 6-8-4 (identity cards). */
const run = /(?<![A-Za-z0-9_])(?<!\d[.])(?:\d{4}([ -]{1,2})\d{4}\1\d{4}\1(?:\d{3,4}(?:\1\d{1,3})?|\d{4}\1\d{2}|\d{4}\1\d[Xx])|\d{4}[ -]\d{6}[ -]\d{5}|\d{6}[ -]\d{8}[ -]\d{3}[\dXx]|\d{12,19}|\d{17}[Xx])(?![A-Za-z0-9_]|[.-]\d)/g;

/** What cards begin with (ISO/IEC 7812 registry), and how long they then are; of what is shorter than 15 only Diners Club's is told without a word. */
const issuers: readonly (readonly [RegExp, shortest: number, longest: number])[] = [
  [/^3[47]/, 15, 15], // American Express
  [/^3(?:0[0-59]|[689])/, 14, 14], // Diners Club
  [/^3(?:0[0-59]|[689])/, 16, 16],
  [/^35/, 16, 19], // JCB
  [/^4/, 16, 16], // Visa
  [/^4/, 19, 19],
  [/^(?:5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720))/, 16, 16], // Mastercard
  [/^(?:5[06-8]|6|220[0-4]|8[12]|9558|9792)/, 16, 19], // Maestro, Discover, UnionPay, Mir, RuPay, Troy
];
const hasCardForm = (digits: string): boolean => issuers.some(([first, shortest, longest]) => digits.length >= shortest && digits.length <= longest && first.test(digits));

const cardWord = new RegExp(
  String.raw`(?:(?:(?<![a-z])|${camelBorder})(?:cards?|visa|master ?card|amex|maestro|cc|credit|debit|account|acct|pan)(?:(?![a-z])|${camelBorder})|银行卡|信用卡|储蓄卡|借记卡|卡号|账号|账户|帐号|卡)[^。;；\n]{0,24}$`,
  'i',
);
const idWord = /(?:身份证|证件号|身份号|公民身份|(?<![a-z])id (?:card|number)|identity)[^.。;；\n]{0,24}$/i;
/** What else long numbers are, said right before them: `"fb:app_id": "`, and the steps and fields of a URL. */
const otherWord = /(?:(?:order|tracking|invoice|ticket|serial|timestamp|epoch|isbn|imei|sku|[a-z][_:-]ids?|fb:pages|订单|单号|流水|编号|快递|时间戳)[^.。;；\n\d]{0,12}|[A-Za-z0-9_-]\/|[?&][A-Za-z0-9_.-]{1,30}=)$/i;

/** Luhn's check digit (ISO/IEC 7812-1). */
export function hasLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = digits.length - 1, doubled = false; at >= 0; at--, doubled = !doubled) {
    const digit = digits.charCodeAt(at) - 48;
    sum += doubled ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
  }
  return sum % 10 === 0;
}

function categoryOf(written: string, before: string): Span['category'] | undefined {
  const digits = written.replace(/[ -]/g, '').toUpperCase();
  if (digits.length === 18 && provinces.has(digits.slice(0, 2)) && birthDateAt(digits, 6, 8)) return hasIdChecksum(digits) ? 'ID_CARD' : 'SUSPECT_NUMBER';
  if (idWord.test(before)) {
    if (digits.length === 15 && provinces.has(digits.slice(0, 2)) && birthDateAt(digits, 6, 6)) return 'ID_CARD';
    if (digits.length === 18) return 'SUSPECT_NUMBER';
  }
  if (!/^\d+$/.test(digits) || /^(\d)\1+$/.test(digits)) return undefined;
  const valid = hasLuhn(digits);
  if (cardWord.test(before)) return valid ? 'BANK_CARD' : digits.length >= 15 ? 'SUSPECT_NUMBER' : undefined;
  const formed = hasCardForm(digits);
  if (valid && formed) return 'BANK_CARD';
  // In groups any number is written like a card; none begins with a zero (ORCID does).
  const grouped = written.length > digits.length && !digits.startsWith('0');
  if (digits.length < 15 || !(formed || grouped)) return undefined;
  // "Order 4000123412341234": the word before it says that it is no card, and the check digit agrees.
  return otherWord.test(before) ? undefined : 'SUSPECT_NUMBER';
}

/**
 * Bank cards and Chinese identity cards, by their shape. The check digit only decides the name: a mistyped number
 * is a `SUSPECT_NUMBER`.
 *
 * @param strict whether those are left alone
 */
export const numberRuns = (strict: boolean): Detector => ({
  name: 'number_runs',
  category: 'SUSPECT_NUMBER',
  mayHold: (text, { digits }) => digits >= 12 && /\d(?:[ -]{0,2}\d){11}/.test(text),
  find(text) {
    const spans: Span[] = [];
    for (const match of text.matchAll(run)) {
      const category = categoryOf(match[0], text.slice(Math.max(0, match.index - 40), match.index));
      if (category === undefined || (strict && category === 'SUSPECT_NUMBER')) continue;
      spans.push({ start: match.index, end: match.index + match[0].length, category });
    }
    return spans;
  },
});
