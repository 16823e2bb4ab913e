import { isUtf8 } from 'node:buffer';
import { describeFault } from '../../core/errors/input-error.ts';
import { maxRowDepth, tooDeep } from '../../core/interaction/row-depth.ts';

/** Below this a row is parsed at once: even all brackets, it does no harm, and the analyzer rejects it. */
const carefulBytes = 256 * 1024;
const newline = 0x0a;

/** JSON's own blanks: what else looks empty is a bad line. */
const blank = /^[ \t\r]*$/;

export type RowText = { text: string } | { reason: string } | undefined;

/** The lines of a block as texts; undefined for a blank one. */
export function* rowTexts(bytes: Uint8Array): Generator<RowText> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const clean = isUtf8(buffer);
  for (let start = 0; start < buffer.length; ) {
    const found = buffer.indexOf(newline, start);
    const end = found === -1 ? buffer.length : found;
    const line = buffer.subarray(start, end);
    start = end + 1;
    if (!clean && !isUtf8(line)) yield { reason: 'bytes that are not UTF-8' };
    else if (line.length > carefulBytes && bracketDepth(line) > maxRowDepth) yield { reason: describeFault(tooDeep) };
    else {
      const text = line.toString('utf8');
      yield blank.test(text) ? undefined : { text };
    }
  }
}

/** How deep brackets nest, those in strings left out. */
function bracketDepth(line: Buffer): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < line.length; at++) {
    const byte = line[at]!;
    if (inString) {
      if (byte === 0x5c) at += 1;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x5b || byte === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return deepest;
}
