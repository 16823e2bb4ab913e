import { spansOf } from '../detector.ts';
import type { Detector } from '../detector.ts';
import { dash } from '../traits.ts';

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

// Alone such a number may be any part's; the word in front of it makes it a passport's.
const passportNumber =
  /(?:护照|通行证|(?<![a-z])passport)(?:[ \t]?(?:号码|号|编号|no\.?|number|num))?[ \t]?(?:is|为|是)?[ \t:#=]{0,3}([A-Z]{1,2}\d{6,8}|[A-Z]\d{2}[A-Z0-9]{5,6}|\d{9})(?![A-Za-z0-9])/dgi;

export const passport: Detector = {
  name: 'passport',
  category: 'PASSPORT',
  mayHold: (text, { digits }) => digits >= 2 && /护照|通行证|passport/i.test(text),
  find: (text) => spansOf(text, passportNumber),
};
