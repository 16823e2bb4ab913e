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
/** Full-width signs, which stand for their narrow ones. */
export const wide = 512;

const digitShift = 10;
const digit = 1 << digitShift;
const inRunShift = 11;
const inRun = 1 << inRunShift;

export const isWide = (code: number): boolean => code >= 0xff01 && code <= 0xff5e;
export const narrowed = (code: number): number => code - 0xfee0;

/** The bits of every UTF-16 unit. */
const kindsOfUnits = new Uint16Array(0x10000);
for (const [sign, kind] of [['@', atSign], [':', colon], ['=', equals], ['/', slash], ['\\', backslash], ['-', dash | inRun], ['.', dot], ['_', underscore | inRun], ['[', bracket]] as const) kindsOfUnits[sign.charCodeAt(0)] = kind;
for (let code = 0; code < 128; code++) if (/[A-Za-z0-9]/.test(String.fromCharCode(code))) kindsOfUnits[code] = code < 58 ? digit | inRun : inRun;
for (let code = 0; code < kindsOfUnits.length; code++) if (isWide(code)) kindsOfUnits[code] = kindsOfUnits[narrowed(code)]! | wide;

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
