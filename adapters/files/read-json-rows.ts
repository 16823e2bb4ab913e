import type { InputFault } from '../../core/errors/input-error.ts';
import { arrayElements, closesInLine } from '../../core/interaction/json-array.ts';
import type { Line } from './read-lines.ts';
import { readLines } from './read-lines.ts';

/** An array has to be held whole; above this many characters JSON lines are asked for. */
export const maxArrayChars = 64 * 1024 * 1024;

export type JsonRow = { line: number; value: unknown } | { line: number; fault: InputFault };

/**
 * The values of a JSON lines file, or the elements of a file that is one JSON array, with their lines. A first line that is an
 * array by itself with more lines below it is a line like the others.
 * Blank lines are skipped; a line that is not JSON comes as a fault, and reading goes on.
 *
 * @throws InputError when the file cannot be read.
 */
export async function* readJsonRows(path: string, arrayLimit: number = maxArrayChars): AsyncGenerator<JsonRow> {
  const lines = readLines(path);
  let first = true;
  let alone: (Line & { text: string }) | undefined;
  for await (const line of lines) {
    if ('fault' in line) {
      yield line;
    } else if (line.text.trim() !== '') {
      // The array's reader takes the remaining lines from the same generator.
      if (first && line.text.trimStart().startsWith('[')) {
        if (closesInLine(line.text)) alone = line;
        else yield* readArray(path, line, lines, arrayLimit);
      } else {
        if (alone !== undefined) yield parse(path, alone.line, alone.text);
        alone = undefined;
        yield parse(path, line.line, line.text);
      }
      first = false;
    }
  }
  if (alone !== undefined) yield* elementsOf(path, '\n'.repeat(alone.line - 1) + alone.text);
}

async function* readArray(path: string, first: Line & { text: string }, others: AsyncIterable<Line>, limit: number): AsyncGenerator<JsonRow> {
  // Lines above the array keep their number.
  const parts = ['\n'.repeat(first.line - 1) + first.text];
  let size = first.text.length;
  for await (const line of others) {
    if ('fault' in line) {
      yield line;
      parts.push('');
      continue;
    }
    size += line.text.length + 1;
    if (size > limit) {
      yield { line: first.line, fault: { source: path, line: first.line, found: `a JSON array of more than ${limit} characters`, expected: 'JSON lines: one object on each line' } };
      return;
    }
    parts.push(line.text);
  }
  yield* elementsOf(path, parts.join('\n'));
}

function* elementsOf(path: string, source: string): Generator<JsonRow> {
  for (const element of arrayElements(source)) {
    if ('fault' in element) yield { line: element.line, fault: { source: path, ...element.fault } };
    else yield parse(path, element.line, element.text, `[${element.index}]`);
  }
}

function parse(path: string, line: number, text: string, field?: string): JsonRow {
  try {
    return { line, value: JSON.parse(text) as unknown };
  } catch {
    // The parser's own message quotes the text, which may hold anything.
    return { line, fault: { source: path, line, ...(field !== undefined && { field }), found: text === '' ? 'nothing' : 'broken JSON', expected: 'one whole JSON object' } };
  }
}
