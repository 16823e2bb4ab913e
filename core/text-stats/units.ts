/** A text as its UTF-16 units, valid until the next one is spelled: a loop over numbers in one piece of memory is much faster than one over a text. */
export type Units = { codes: Uint16Array; length: number };

/** Memory for units, grown when a text needs more and used again for the next. */
export function createSpeller(): (text: string) => Units {
  let codes = new Uint16Array(4_096);
  let bytes = Buffer.from(codes.buffer);
  return (text) => {
    if (text.length > codes.length) {
      codes = new Uint16Array(2 ** Math.ceil(Math.log2(text.length)));
      bytes = Buffer.from(codes.buffer);
    }
    // Little-endian, as every machine is that Node runs on.
    bytes.write(text, 0, 'utf16le');
    return { codes, length: text.length };
  };
}

const lone = 0xfffd;

/** The code point of the two units that begin at `at`; that of a replacement sign where they are no pair. */
export function pairAt({ codes, length }: Units, at: number): number {
  const [high, low] = [codes[at]!, at + 1 < length ? codes[at + 1]! : 0];
  return high >= 0xd800 && high < 0xdc00 && low >= 0xdc00 && low < 0xe000 ? (high - 0xd800) * 0x400 + low - 0xdc00 + 0x10000 : lone;
}
