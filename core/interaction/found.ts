import { redactText } from '../privacy/redact-text.ts';

const maxChars = 40;

/** What stands in a wrong field, for an error message: the kind, and short values cut, redacted by the rules' defaults. Rows are redacted by the agent's own before. */
export function describeFound(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return JSON.stringify(cut(redactText(value.slice(0, 200)).text));
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : typeof value;
}

const cut = (text: string): string => (text.length <= maxChars ? text : `${text.slice(0, maxChars - 1)}…`).toWellFormed();
