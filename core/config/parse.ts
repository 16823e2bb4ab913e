import { LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { InputError, type InputFault } from '../errors/input-error.ts';
import { expectedOf, knownKeys } from './expected.ts';
import { flywheelSchema, type FlywheelConfig } from './flywheel.ts';
import { keyShaped, shown, yamlFaults } from './yaml-faults.ts';

/**
 * Reads one section or the whole of a configuration file.
 *
 * @param source name of the file, for messages
 * @throws InputError with line, field, found and expected of every fault
 */
export function parseYaml<T extends z.ZodType>(text: string, source: string, schema: T): z.infer<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = yamlFaults(document, text, lines, source);
  if (broken.length > 0) throw new InputError(broken);
  const value = plainValue(document, source);
  const secrets = findSecrets(value, []);
  if (secrets.length > 0) {
    throw new InputError(secrets.map((path) => fault(path, 'a value shaped like a key', 'no secrets in this file: keys are configuration of the worker')));
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InputError(
    parsed.error.issues.flatMap((issue) => {
      if (issue.code !== 'unrecognized_keys') return [fault(issue.path, shown(valueAt(value, issue.path)), expectedOf(issue))];
      return issue.keys.map((key) => fault([...issue.path, key], shown(valueAt(value, [...issue.path, key])), knownKeys(schema, issue.path, key)));
    }),
  );

  function fault(path: readonly PropertyKey[], found: string, expected: string): InputFault {
    const line = lineOf(document, lines, path);
    return { source, field: path.map(String).join('.') || 'the file', found, expected, ...(line === undefined ? {} : { line }) };
  }
}

/** `flywheel.yaml` -> configuration with every default filled in. */
export const parseFlywheelYaml = (text: string, source: string): FlywheelConfig => parseYaml(text, source, flywheelSchema);

function plainValue(document: Document, source: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // Aliases of aliases that would fill the memory.
    if (error instanceof ReferenceError) throw new InputError({ source, expected: 'fewer aliases' });
    throw error;
  }
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

function findSecrets(value: unknown, path: readonly PropertyKey[]): PropertyKey[][] {
  if (typeof value === 'string') return keyShaped.test(value) ? [[...path]] : [];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => findSecrets(inner, [...path, key]));
}
