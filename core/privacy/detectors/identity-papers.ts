import { disjoint, spansOf } from '../detector.ts';
import type { Category, Detector } from '../detector.ts';
import { dash } from '../traits.ts';
import { labelled } from './label.ts';

const ssn = /(?<![A-Za-z0-9_.-])(?!000|666)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![A-Za-z0-9_]|[.-]\d)/dg;

/** Social security numbers of the United States, written with their dashes. */
export const socialSecurity: Detector = {
  name: 'social_security',
  category: 'SSN',
  mayHold: (text, { digits, signs }) => digits >= 9 && (signs & dash) > 0 && /\d-\d\d-\d/.test(text),
  find: (text) => spansOf(text, ssn),
};

const iban = /(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[A-Za-z0-9]{11,30}|(?: [A-Za-z0-9]{4}){2,7}(?: [A-Za-z0-9]{1,3})?)(?![A-Za-z0-9])/dg;

/** Check digits of an account number (ISO 13616: the rest modulo 97 is 1). */
export function hasIbanChecksum(found: string): boolean {
  const written = found.replaceAll(' ', '').toUpperCase();
  if (written.length < 15 || written.length > 34) return false;
  let rest = 0;
  for (const sign of written.slice(4) + written.slice(0, 4)) {
    const value = Number.parseInt(sign, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

export const bankAccount: Detector = {
  name: 'bank_account',
  category: 'IBAN',
  mayHold: (text, { digits }) => digits >= 2 && /[A-Za-z]{2}\d\d[ A-Za-z0-9]{11}/.test(text),
  find: (text) => spansOf(text, iban, hasIbanChecksum),
};

/** Alone such a number may be any part's; the label in front of it makes it a paper's. */
const papers: readonly (readonly [Category, RegExp])[] = [
  ['PASSPORT', labelled('passport', '护照|通行证', String.raw`(?:[A-Z]{1,2}\d{6,8}|[A-Z]\d{2}[A-Z0-9]{5,6}|\d{9})(?![A-Za-z0-9])`)],
  ['SSN', labelled('ssn|social[ _-]?security', '社会安全', String.raw`(?:\d{3}-\d{2}-\d{4}|\d{3} \d{2} \d{4}|\d{9})(?![A-Za-z0-9]|[.-]\d)`)],
  // Eighteen digits are a Chinese card's, which its shape tells.
  ['ID_CARD', labelled('(?:national|citizen)[ _-]?id|(?:id|identity)[ _-]?card', '身份证', String.raw`(?!\d{4}-\d\d-\d\d(?!\d))[A-Z]{0,3}\d(?:[ -]?\d){5,14}[A-Z]?(?![A-Za-z0-9]|[ .-]\d)`)],
];

export const identityPaper: Detector = {
  name: 'identity_paper',
  category: 'PASSPORT',
  mayHold: (text, { digits }) =>
    digits >= 2 && /\d(?:[ -]?\d){5}|[A-Za-z]\d\d[A-Za-z0-9]{5}/.test(text) && /passport|ssn|social|national|citizen|id[ _-]?card|identity|护照|通行证|社会安全|身份证/i.test(text),
  find: (text) => disjoint(papers.flatMap(([category, pattern]) => spansOf(text, pattern).map((span) => ({ ...span, category })))),
};
