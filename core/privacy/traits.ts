/** What a text holds that personal data cannot be without, told in one pass. Of a part of the text it is never more. */
export type Traits = {
  digits: number;
  /** The longest run of letters, digits, `_` and `-`. */
  longest: number;
  /** Bits of the signs that occur. */
  signs: number;
};

export const atSign = 1;
export const colon = 2;
export const equals = 4;
export const slash = 8;
export const backslash = 16;
export const dash = 32;
export const dot = 64;
export const underscore = 128;
export const bracket = 256;
/** Full-width signs and digits of other scripts, which stand for their ASCII ones. */
export const wide = 512;

const digitShift = 10;
const digit = 1 << digitShift;
const inRunShift = 11;
const inRun = 1 << inRunShift;

/** The zeros of other scripts; the other nine digits follow each. */
const zeros = '٠۰߀०০੦૦୦௦౦೦൦෦๐໐༠၀០᠐'.split('');
const firstWide = 0xff01;
const lastWide = 0xff5e;
/** What has an ASCII sign for its twin: full-width signs, and digits of other scripts. */
export const wideSigns = new RegExp(`[\uFF01-\uFF5E${zeros.map((zero) => `${zero}-${String.fromCharCode(zero.charCodeAt(0) + 9)}`).join('')}]`, 'g');

const narrow = new Map<number, number>();
for (let code = firstWide; code <= lastWide; code++) narrow.set(code, code - 0xfee0);
for (const zero of zeros) for (let value = 0; value < 10; value++) narrow.set(zero.charCodeAt(0) + value, 48 + value);
export const narrowed = (sign: string): string => String.fromCharCode(narrow.get(sign.charCodeAt(0)) ?? sign.charCodeAt(0));

/** The bits of every UTF-16 unit. */
const kindsOfUnits = new Uint16Array(0x10000);
for (const [sign, kind] of [['@', atSign], [':', colon], ['=', equals], ['/', slash], ['\\', backslash], ['-', dash | inRun], ['.', dot], ['_', underscore | inRun], ['[', bracket]] as const) kindsOfUnits[sign.charCodeAt(0)] = kind;
for (let code = 0; code < 128; code++) if (/[A-Za-z0-9]/.test(String.fromCharCode(code))) kindsOfUnits[code] = code < 58 ? digit | inRun : inRun;
for (const [code, twin] of narrow) kindsOfUnits[code] = kindsOfUnits[twin]! | wide;

export function traitsOf(text: string): Traits {
  const kinds = kindsOfUnits;
  let digits = 0;
  let longest = 0;
  let run = 0;
  let seen = 0;
  // Sums and products instead of questions: what a text holds next no processor can guess.
  for (let place = 0; place < text.length; place++) {
    const kind = kinds[text.charCodeAt(place)]!;
    seen |= kind;
    digits += (kind >> digitShift) & 1;
    run = Math.imul(run + 1, (kind >> inRunShift) & 1);
    longest = Math.max(longest, run);
  }
  return { digits, longest, signs: seen & ~(digit | inRun) };
}
