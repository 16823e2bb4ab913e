import { arrayElements, closesInLine } from '../../core/interaction/json-array.ts';
import { untilBroken } from './until-broken.ts';

/** Whole lines, as bytes: what one worker takes at once. */
export type Block = {
  bytes: Uint8Array;
  /** The number of the first line, or of each one where they do not follow one another. */
  lines: number | number[];
};
export type Unreadable = { line: number; reason: string };

const newline = 0x0a;
const usualBytes = 1024 * 1024;
/** A row beyond this is a mistake, and must not fill the memory. */
const maxLineBytes = 16 * 1024 * 1024;
/** A "line" this long is a file without lines, or a gzip bomb: the rest of the file is not worth its time. */
const hopelessBytes = 1024 * 1024 * 1024;
/** What has to be held whole: a JSON array, or one object over many lines. */
const maxWholeBytes = 64 * 1024 * 1024;

/**
 * The lines of a file in blocks of about 1 MB, in constant memory. A file that is one JSON array, or one JSON object
 * over many lines, gives its elements as lines; an array in the first line with more lines below it is a line. Over-long
 * lines come as unreadable, and reading goes on; where the source breaks off (packed data that was cut), the whole lines
 * before come first.
 */
export async function* lineBlocks(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Block | Unreadable> {
  const { chunks, reason } = untilBroken(bytes);
  const reader = chunks[Symbol.asyncIterator]();
  try {
    const head = await readHead(reader);
    if (head.kind === 'whole') yield* elementsOf(head.bytes);
    else if (head.kind === 'tooLong') yield { line: 1, reason: `a JSON array of more than ${maxWholeBytes} bytes: JSON lines are expected` };
    else yield* linesOf(head.chunks, reader, reason);
  } finally {
    // A source that is given up on still has to close what it reads.
    await reader.return?.(undefined);
  }
}

type Head = { kind: 'lines'; chunks: Buffer[] } | { kind: 'whole'; bytes: Buffer } | { kind: 'tooLong' };

/** Reads as far as it takes to know whether the file consists of lines. */
async function readHead(reader: AsyncIterator<Uint8Array>): Promise<Head> {
  const chunks: Buffer[] = [];
  let size = 0;
  let shape: Shape = 'unknown';
  for (let next = await reader.next(); next.done !== true; next = await reader.next()) {
    const chunk = asBuffer(next.value);
    chunks.push(size === 0 && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? chunk.subarray(3) : chunk);
    size += chunk.length;
    if (shape === 'unknown' || (shape === 'opened array' && chunk.includes(newline))) shape = shapeOf(chunks);
    else if (shape === 'closed array' && firstSign(chunk) !== -1) shape = 'lines';
    const isArray = shape.endsWith('array');
    if (shape === 'lines' || (!isArray && size > maxLineBytes)) return { kind: 'lines', chunks };
    if (size > maxWholeBytes) return { kind: 'tooLong' };
  }
  const bytes = Buffer.concat(chunks);
  // One object that is not whole may still be good lines below a bad one.
  const isWhole = shape.endsWith('array') || (shape === 'object' && parses(bytes.toString('utf8')));
  return isWhole ? { kind: 'whole', bytes } : { kind: 'lines', chunks };
}

/** Of arrays: whose first line has not ended yet, that goes on below it, that ends in it with nothing below it so far. */
type Shape = 'opened array' | 'array' | 'closed array' | 'object' | 'lines' | 'unknown';

/** By the first line that is not blank. */
function shapeOf(chunks: readonly Buffer[]): Shape {
  const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  const start = firstSign(bytes);
  if (start === -1) return 'unknown';
  const isArray = bytes[start] === 0x5b;
  if (!isArray && bytes[start] !== 0x7b) return 'lines';
  const end = bytes.indexOf(newline, start);
  if (end === -1) return isArray ? 'opened array' : 'unknown';
  if (isArray) {
    // Brackets and quotes are the same in every encoding that holds them as bytes.
    if (!closesInLine(bytes.toString('latin1', start, end))) return 'array';
    return firstSign(bytes.subarray(end)) === -1 ? 'closed array' : 'lines';
  }
  return parses(bytes.toString('utf8', start, end)) ? 'lines' : 'object';
}

const firstSign = (bytes: Buffer): number => bytes.findIndex((byte) => byte !== 0x20 && byte !== 0x09 && byte !== 0x0d && byte !== newline);

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function* elementsOf(bytes: Buffer): Generator<Block | Unreadable> {
  const text = bytes.toString('utf8');
  const elements = text.trimStart().startsWith('[') ? arrayElements(text) : [{ line: 1, index: 0, text }];
  let rows: string[] = [];
  let lines: number[] = [];
  let size = 0;
  const take = (): Block => {
    const block = { bytes: Buffer.from(rows.join('')), lines };
    [rows, lines, size] = [[], [], 0];
    return block;
  };
  for (const element of elements) {
    const fault = 'fault' in element ? element.fault : element.text === '' ? { found: 'nothing', expected: 'a value between commas' } : undefined;
    if (fault !== undefined || 'fault' in element) {
      if (rows.length > 0) yield take();
      yield { line: element.line, reason: `found ${fault?.found ?? 'a fault'}; expected ${fault?.expected}` };
      continue;
    }
    // A line break can only stand between the parts of an element: inside a string it would be no JSON.
    rows.push(`${element.text.replaceAll('\n', ' ')}\n`);
    lines.push(element.line);
    size += element.text.length;
    if (size >= usualBytes) yield take();
  }
  if (rows.length > 0) yield take();
}

async function* linesOf(head: readonly Buffer[], rest: AsyncIterator<Uint8Array>, broken: () => string | undefined): AsyncGenerator<Block | Unreadable> {
  let line = 1;
  let whole: Buffer[] = [];
  let wholeSize = 0;
  let tail: Buffer[] = [];
  let tailSize = 0;

  const take = (): Block => {
    const block = { bytes: Buffer.concat(whole), lines: line };
    line += countLines(block.bytes);
    [whole, wholeSize] = [[], 0];
    return block;
  };
  for await (const chunk of chained(head, rest)) {
    let start = 0;
    const first = chunk.indexOf(newline);
    const grown = tailSize + (first === -1 ? chunk.length : first);
    if (grown > maxLineBytes) {
      if (wholeSize > 0) yield take();
      // The line is let go of here and only its length is kept.
      tail = [];
      tailSize = grown;
      if (grown > hopelessBytes) {
        yield { line, reason: `a line of more than ${hopelessBytes} bytes; the rest of the file is left out` };
        return;
      }
      if (first === -1) continue;
      yield { line, reason: `${grown} bytes; expected a line of at most ${maxLineBytes} bytes` };
      line += 1;
      [tailSize, start] = [0, first + 1];
    }
    const end = chunk.lastIndexOf(newline) + 1;
    if (end > start) {
      whole.push(...tail, chunk.subarray(start, end));
      wholeSize += tailSize + end - start;
      [tail, tailSize] = [[], 0];
      start = end;
    }
    if (start < chunk.length) tail.push(chunk.subarray(start));
    tailSize += chunk.length - start;
    if (wholeSize >= usualBytes) yield take();
  }
  const reason = broken();
  if (reason !== undefined || tailSize > maxLineBytes) {
    // What stands after the last line end is no whole line.
    if (wholeSize > 0) yield take();
    yield { line, reason: reason ?? `${tailSize} bytes; expected a line of at most ${maxLineBytes} bytes` };
    return;
  }
  whole.push(...tail);
  if (wholeSize + tailSize > 0) yield take();
}

async function* chained(head: readonly Buffer[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Buffer> {
  yield* head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield asBuffer(next.value);
}

function countLines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) count += 1;
  return count;
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
