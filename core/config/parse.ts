import { LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { InputError, type InputFault } from '../errors/input-error.ts';
import { flywheelSchema, type FlywheelConfig } from './flywheel.ts';

/** A value shaped like a credential: providers' keys are the worker's business and must not reach a file that is shared. */
const keyShaped = /\b(sk-[A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|AKIA[0-9A-Z]{16}|xox[abp]-[A-Za-z0-9-]{10,})\b/;

/**
 * Reads one section or the whole of a configuration file.
 *
 * @param source name of the file, for messages
 * @throws InputError with line, field, found and expected of every fault
 */
export function parseYaml<T extends z.ZodType>(text: string, source: string, schema: T): z.infer<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) {
    throw new InputError(
      document.errors.map((error) => ({
        source,
        line: lines.linePos(error.pos[0]).line,
        expected: `valid YAML (${error.code.toLowerCase().replaceAll('_', ' ')})`,
      })),
    );
  }
  const value: unknown = document.toJS();
  const secrets = findSecrets(value, []).map((path) => fault(document, lines, source, path, 'a value shaped like a key', 'no secrets in this file: keys are configuration of the worker'));
  if (secrets.length > 0) throw new InputError(secrets);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InputError(
    parsed.error.issues.map((issue) => {
      const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
      const expected = issue.code === 'unrecognized_keys' ? 'a known key' : issue.message.replace(/^Invalid input: expected /, '').replace(/^expected /, '');
      return fault(document, lines, source, path, show(valueAt(value, path)), expected);
    }),
  );
}

/** `flywheel.yaml` -> configuration with every default filled in. */
export const parseFlywheelYaml = (text: string, source: string): FlywheelConfig => parseYaml(text, source, flywheelSchema);

function fault(document: Document, lines: LineCounter, source: string, path: readonly PropertyKey[], found: string, expected: string): InputFault {
  const line = lineOf(document, lines, path);
  return { source, field: path.map(String).join('.') || 'the file', found, expected, ...(line === undefined ? {} : { line }) };
}

/** The line of the field, or of the nearest enclosing one that is there. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => (at !== null && typeof at === 'object' ? (at as Record<PropertyKey, unknown>)[key] : undefined), value);
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function findSecrets(value: unknown, path: readonly PropertyKey[]): PropertyKey[][] {
  if (typeof value === 'string') return keyShaped.test(value) ? [[...path]] : [];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => findSecrets(inner, [...path, key]));
}
