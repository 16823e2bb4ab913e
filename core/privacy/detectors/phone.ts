import { findPhoneNumbersInText, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { Detector, Span } from '../detector.ts';
import { spansOf } from '../detector.ts';
import { labelled } from './label.ts';

const before = String.raw`(?<=^|[^0-9A-Za-z_.+-]|\b(?:tel|phone|mobile|cell|call)[.:-]?|[^0-9][.+-])`;
const after = String.raw`(?![0-9A-Za-z_]|[.-]\d)`;

/** Mainland mobiles, as one run or as 3-4-4, with or without the country's prefix. */
const chineseMobile = new RegExp(String.raw`${before}(?:(?:\+|00)?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}${after}`, 'gi');
/** Mainland land lines with their area code; the plan decides whether the code exists. */
const chineseLandline = new RegExp(String.raw`${before}0\d{2,3}-\d{7,8}${after}`, 'gi');
/** North American 3-3-4 with brackets, dashes or dots; written with blanks only, the plan decides. */
const northAmerican = new RegExp(
  String.raw`${before}(?:(?:\+|00)?1[ .-]?)?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])\d{3}[ .-]\d{4}(?: ?(?:x|ext\.?) ?\d{1,6})?${after}`,
  'gi',
);
/** Whatever starts with + (or 00 and groups); at most 17 digits with separators between. */
const international = /(?<![0-9A-Za-z])(?:\+[ ]?|00)\(?[1-9](?:[ ()./-]{0,2}\d){6,16}/g;
/** National forms of every country, where the text says what they are. */
const labelledPhone = labelled(
  '(?:tele|cell)?phone|tel|mobile|cell|fax|whatsapp',
  '手机|电话|联系方式',
  String.raw`\(?\d(?:[ ()./-]{0,2}\d){6,14}(?![0-9A-Za-z_])`,
);
/** The same after what one does with a telephone. */
const dialled =
  /(?<![a-z])(?:call(?:ed|ing)?(?: (?:me|us|him|her|them|back))?(?: (?:on|at|under))?|(?:reach(?:ed)?|text(?:ed)?|answering|dial(?:led)?|messages?|sms|ring)(?: (?:me|us|him|her|them))?(?: (?:on|at|to|under))?|my registered)[ \t:]{1,2}(\(?\d(?:[ ()./-]{0,2}\d){6,13})(?![0-9A-Za-z_]|[.-]\d)/dgi;
/** National forms with their leading zero, in groups. */
const national = new RegExp(String.raw`${before}(?:\(0[1-9]\d{0,3}\) ?|0[1-9]\d{0,3}([ .-]))\d{2,4}(?:[ .-]?\d{2,4}){1,3}(?: ?(?:x|ext\.?) ?\d{1,6})?${after}`, 'gi');
/** Area code in brackets. */
const bracketed = new RegExp(String.raw`${before}\([1-9]\d{1,3}\)[ -]?\d{3,4}[ -]?\d{3,4}(?: ?(?:x|ext\.?) ?\d{1,6})?${after}`, 'gi');
const minNationalDigits = 9;
/** Nearly all of New England's postcodes have the form of a land line; without a word it is one of them. */
const zipCode = /^\d{5}-\d{4}$/;
/** In the name of an article no number is a telephone's: `10.1016/S0019-1035(22)00489-4`. */
const inDoi = /(?<![\d.])10\.\d{4,9}\/[^\s"'<>]{0,80}$/;
const date = /^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})/;

/** Shorter numbers with a + that no plan knows ("+100 000") are rather amounts. */
const minUnknownDigits = 10;

/** The length of the phone number at the beginning of a candidate, 0 when there is none. */
function internationalLength(candidate: string): number {
  const written = candidate.startsWith('00') ? `+${candidate.slice(2)}` : candidate;
  const grown = candidate.length - written.length;
  // Zero-padded ids are common: a 00 counts only in front of groups.
  if (grown > 0 && !/\d[ ()./-]+\d/.test(written)) return 0;
  for (let end = written.length; end > 6; end = Math.max(written.lastIndexOf(' ', end - 1), written.lastIndexOf('-', end - 1))) {
    const found = findPhoneNumbersInText(written.slice(0, end))[0];
    if (found?.startsAt === 0) return found.endsAt + grown;
  }
  // Numbers that are reserved for films or not yet in the plans still are what they look like.
  const possible = written.replace(/\D/g, '').length >= minUnknownDigits && parsePhoneNumberFromString(written.replace('(0)', ''))?.isPossible() === true;
  return possible ? candidate.length : 0;
}

function* candidates(text: string): Generator<Span> {
  for (const match of text.matchAll(chineseMobile)) yield { start: match.index, end: match.index + match[0].length };
  for (const match of text.matchAll(northAmerican)) {
    const plain = /^[\d ]+$/.test(match[0]);
    if (plain && parsePhoneNumberFromString(match[0], 'US')?.isValid() !== true) continue;
    yield { start: match.index, end: match.index + match[0].length };
  }
  for (const match of text.matchAll(chineseLandline)) {
    if (parsePhoneNumberFromString(match[0], 'CN')?.isValid() !== true) continue;
    yield { start: match.index, end: match.index + match[0].length };
  }
  for (const match of text.matchAll(international)) {
    const length = internationalLength(match[0]);
    if (length > 0 && !zipCode.test(match[0]) && !inDoi.test(text.slice(Math.max(0, match.index - 100), match.index))) yield { start: match.index, end: match.index + length };
  }
  for (const match of text.matchAll(national)) {
    const digits = match[0].replace(/\D/g, '').length;
    // A postcode and a house number are two groups too.
    const groups = match[0].split(' ').length;
    if (digits >= minNationalDigits && digits <= 18 && groups !== 2 && !zipCode.test(match[0])) yield { start: match.index, end: match.index + match[0].length };
  }
  for (const match of text.matchAll(bracketed)) yield { start: match.index, end: match.index + match[0].length };
  yield* spansOf(text, labelledPhone, (found) => !date.test(found));
  yield* spansOf(text, dialled, (found) => !date.test(found));
}

/** Phone numbers: international ones by the numbering plans, Chinese and North American ones also without a prefix. */
export const phone: Detector = {
  name: 'phone',
  category: 'PHONE',
  mayHold: (text, { digits }) => digits >= 7 && /\d(?:[ ()./-]{0,2}\d){6}/.test(text),
  find(text) {
    const found = [...candidates(text)].sort((a, b) => a.start - b.start || b.end - a.end);
    const spans: Span[] = [];
    for (const span of found) {
      const last = spans.at(-1);
      if (last !== undefined && span.start < last.end) last.end = Math.max(last.end, span.end);
      else spans.push({ ...span });
    }
    return spans;
  },
};
