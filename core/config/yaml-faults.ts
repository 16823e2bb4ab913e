import { visit, type Document, type LineCounter, type YAMLParseError } from 'yaml';
import type { InputFault } from '../errors/input-error.ts';

/** A value shaped like a credential: providers' keys are the worker's business and must not reach a file that is shared. */
export const keyShaped = /\b(sk-[A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|AKIA[0-9A-Z]{16}|xox[abp]-[A-Za-z0-9-]{10,}|hf_[A-Za-z0-9]{20,}|AIza[A-Za-z0-9_-]{30,})\b/;

const wanted: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'each field once',
  TAB_AS_INDENT: 'spaces before a field, not tabs',
  MULTIPLE_DOCS: 'one document',
};

/** Faults of the YAML itself, before any schema: line, the field that stands on it, and the line as it is found. */
export function yamlFaults(document: Document.Parsed, text: string, lines: LineCounter, source: string): InputFault[] {
  const broken = document.errors.map((error) => at(lines.linePos(error.pos[0]).line, expectedOf(error)));
  if (broken.length > 0) return broken;
  const dangling: InputFault[] = [];
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) === undefined) dangling.push(at(lines.linePos(alias.range?.[0] ?? 0).line, `an anchor &${alias.source} before its alias`));
    },
  });
  return dangling;

  function at(line: number, expected: string): InputFault {
    const content = text.split('\n')[line - 1]?.trimEnd() ?? '';
    const field = /^\s*([\w-]+)\s*:/.exec(content)?.[1];
    const found = keyShaped.test(content) ? 'a value shaped like a key' : shown(content);
    return { source, line, ...(field !== undefined && { field }), ...(content !== '' && { found }), expected };
  }
}

const expectedOf = (error: YAMLParseError): string => wanted[error.code] ?? `valid YAML (${error.code.toLowerCase().replaceAll('_', ' ')})`;

/** A value as it may stand in a message: quoted, at most 60 characters. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
