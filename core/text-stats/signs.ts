/** What a UTF-16 unit may be, as bits. */
export const letter = 1;
export const mark = 2;
export const digit = 4;
/** Of a script that is written without blanks. */
export const unspaced = 8;
/** No word begins with it, but words go on with it: apostrophes, `_` and `-`. */
export const joiner = 16;
/** Half of a sign beyond the first 65,536: ask `kindsOfPoint`. */
export const half = 32;
/** A letter or a mark, and a digit that is neither: bits that can be summed up without asking. */
export const letteringShift = 6;
export const digitShift = 7;

const unspacedScripts = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー々`;
const classes: readonly (readonly [kind: number, signs: string])[] = [
  [letter, String.raw`\p{L}`],
  [mark, String.raw`\p{M}`],
  [digit, String.raw`\p{N}`],
  [unspaced, unspacedScripts],
  [joiner, "'’_-"],
];

/** All units but halves, each at its own place but for those above the halves. */
const units = Array.from({ length: 0x10000 }, (_, code) => (isHalf(code) ? '\n' : String.fromCharCode(code))).join('');

/** For each UTF-16 unit that `signs` (the inside of a character class) holds, its bit set in a table. */
export function markUnits(table: Uint8Array, value: number, signs: string): void {
  for (const { index, 0: run } of units.matchAll(new RegExp(`[${signs}]+`, 'gu'))) for (let code = index; code < index + run.length; code++) table[code]! |= value;
}

/** The bits of every UTF-16 unit. */
export const kindsOfUnits = new Uint8Array(0x10000);
for (const [kind, signs] of classes) markUnits(kindsOfUnits, kind, signs);
kindsOfUnits.fill(half, 0xd800, 0xe000);
for (let code = 0; code < kindsOfUnits.length; code++) kindsOfUnits[code] = withSums(kindsOfUnits[code]!);

const tests = classes.map(([kind, signs]) => [kind, new RegExp(`[${signs}]`, 'u')] as const);

/** The bits of a sign of two units, by its code point; 0 for others. */
export function kindsOfPoint(point: number): number {
  if (point <= 0xffff) return 0;
  const sign = String.fromCodePoint(point);
  return withSums(tests.reduce((kinds, [kind, test]) => (test.test(sign) ? kinds | kind : kinds), 0));
}

function withSums(kinds: number): number {
  const lettering = (kinds & (letter | mark)) > 0;
  return kinds | (lettering ? 1 << letteringShift : 0) | (!lettering && (kinds & digit) > 0 ? 1 << digitShift : 0);
}

function isHalf(code: number): boolean {
  return code >= 0xd800 && code < 0xe000;
}
