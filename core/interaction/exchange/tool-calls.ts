import { storableText } from '../content.ts';
import type { Call } from './exchange.ts';

/** Python's words for what JSON calls true, false, null, or its quotes, at the places where values stand. */
const pythonLiteral = /^\s*[[{].*(?:'\s*:|:\s*'|[[{,:]\s*(?:True|False|None)\b)/s;

/**
 * The arguments of a tool call as text: an object as JSON, a string as it is. A string that is no JSON is kept and flagged
 * (`python_tool_arguments` for Python literals, else `broken_tool_arguments`).
 */
export function argumentsText(value: unknown, flags: Set<string>): string {
  if (value === undefined || value === null || value === '') return '{}';
  if (typeof value !== 'string') return storableText(JSON.stringify(value));
  try {
    JSON.parse(value);
  } catch {
    flags.add(pythonLiteral.test(value.slice(0, 4000)) ? 'python_tool_arguments' : 'broken_tool_arguments');
  }
  return storableText(value);
}

/** A call in any spelling: OpenAI's `{id, function: {name, arguments}}`, flat `{name, arguments | input | args}`. */
export function readCall(raw: unknown, flags: Set<string>): Call | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const outer = raw as Record<string, unknown>;
  const inner = (typeof outer['function'] === 'object' && outer['function'] !== null ? outer['function'] : outer) as Record<string, unknown>;
  const { name } = inner;
  if (typeof name !== 'string') return undefined;
  const id = outer['id'] ?? outer['call_id'] ?? outer['tool_call_id'];
  return {
    ...(typeof id === 'string' && { id: storableText(id) }),
    name: storableText(name),
    arguments: argumentsText(inner['arguments'] ?? inner['input'] ?? inner['args'] ?? inner['parameters'], flags),
  };
}
