import type { InputFault } from '../errors/input-error.ts';

export type ArrayElement = { line: number; index: number; text: string } | { line: number; fault: InputFault };

/**
 * The elements of a JSON array with the lines they begin on, as texts: each is parsed by itself, so a broken
 * one does not cost the others as long as its brackets and quotes close.
 */
export function* arrayElements(source: string): Generator<ArrayElement> {
  let at = source.indexOf('[') + 1;
  let line = 1 + count(source, 0, at);
  let index = 0;
  for (;;) {
    const start = skipBlank(source, at);
    line += count(source, at, start);
    if (source[start] === ']' && index === 0) return yield* rest(source, start + 1, line);
    const end = elementEnd(source, start);
    yield { line, index, text: source.slice(start, blankFrom(source, start, end)) };
    line += count(source, start, end);
    index += 1;
    if (end >= source.length) return yield { line, fault: { line, found: 'the end of the file', expected: '] at the end of the array' } };
    if (source[end] === ']') return yield* rest(source, end + 1, line);
    at = end + 1;
  }
}

/** Whether the array that opens in a line also ends in it: with more lines below, such a file holds no array but lines. */
export function closesInLine(line: string): boolean {
  for (let at = line.indexOf('[') + 1; ; at += 1) {
    at = elementEnd(line, at);
    if (at >= line.length) return false;
    if (line[at] === ']') return true;
  }
}

function* rest(source: string, from: number, line: number): Generator<ArrayElement> {
  const start = skipBlank(source, from);
  if (start === source.length) return;
  const place = line + count(source, from, start);
  yield { line: place, fault: { line: place, found: 'more after the array', expected: 'one JSON array, or one JSON object on each line' } };
}

/** Where the element that starts here ends: at a comma or bracket of the array itself, or the end of the text. */
function elementEnd(source: string, start: number): number {
  let depth = 0;
  for (let at = start; at < source.length; at += 1) {
    const sign = source.charCodeAt(at);
    if (sign === 0x22) {
      at = stringEnd(source, at);
    } else if (sign === 0x7b || sign === 0x5b) {
      depth += 1;
    } else if (sign === 0x7d || sign === 0x5d) {
      if (depth === 0) return at;
      depth -= 1;
    } else if (sign === 0x2c && depth === 0) {
      return at;
    }
  }
  return source.length;
}

/** The closing quote of the string that opens here; a line break ends a string that never closes. */
function stringEnd(source: string, open: number): number {
  for (let at = open + 1; at < source.length; at += 1) {
    const sign = source.charCodeAt(at);
    if (sign === 0x5c) at += 1;
    else if (sign === 0x22 || sign === 0x0a) return at;
  }
  return source.length;
}

function skipBlank(source: string, from: number): number {
  let at = from;
  while (at < source.length && isBlank(source.charCodeAt(at))) at += 1;
  return at;
}

/** Where the blanks begin that end at `end`. */
function blankFrom(source: string, start: number, end: number): number {
  let at = end;
  while (at > start && isBlank(source.charCodeAt(at - 1))) at -= 1;
  return at;
}

/** JSON's own blanks; other signs that look empty are none. */
const isBlank = (sign: number): boolean => sign === 0x20 || sign === 0x0a || sign === 0x0d || sign === 0x09;

function count(source: string, from: number, to: number): number {
  let lines = 0;
  for (let at = source.indexOf('\n', from); at !== -1 && at < to; at = source.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
