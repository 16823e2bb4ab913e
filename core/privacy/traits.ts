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

const digit = 1024;
const inRun = 2048;
const kinds = new Uint16Array(128);
for (const [sign, kind] of [['@', atSign], [':', colon], ['=', equals], ['/', slash], ['\\', backslash], ['-', dash | inRun], ['.', dot], ['_', underscore | inRun], ['[', bracket]] as const) kinds[sign.charCodeAt(0)] = kind;
for (let code = 0; code < 128; code++) if (/[A-Za-z0-9]/.test(String.fromCharCode(code))) kinds[code] = code < 58 ? digit | inRun : inRun;

export const isWide = (code: number): boolean => code >= 0xff01 && code <= 0xff5e;
export const narrowed = (code: number): number => code - 0xfee0;

export function traitsOf(text: string): Traits {
  let digits = 0;
  let longest = 0;
  let run = 0;
  let seen = 0;
  for (let place = 0; place < text.length; place++) {
    let code = text.charCodeAt(place);
    if (code > 127) {
      if (!isWide(code)) {
        run = 0;
        continue;
      }
      code = narrowed(code);
      seen |= wide;
    }
    const kind = kinds[code]!;
    seen |= kind;
    if ((kind & inRun) === 0) run = 0;
    else if (++run > longest) longest = run;
    if ((kind & digit) > 0) digits += 1;
  }
  return { digits, longest, signs: seen & ~(digit | inRun) };
}
