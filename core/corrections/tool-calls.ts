import { schemaCheck } from '../json-schema/validator.ts';
import type { CorrectionCheck } from './check.ts';
import { jsonOf } from './json-of.ts';

type Call = { name: string; given: unknown };

/**
 * Tool calls of a corrected reply against the declared tools: names and arguments. A reply is a call where it is JSON as models
 * write it: `{"tool_calls": [...]}`, `{"name", "arguments"}`, a list of those, or `{"function": {...}}`.
 */
export const checkToolCalls: CorrectionCheck = ({ reply }, { tools }) => {
  const calls = callsOf(jsonOf(reply));
  if (calls.length === 0) return { result: 'pass', code: 'no_calls' };
  if (tools.length === 0) return { result: 'review', code: 'no_tools_declared' };
  for (const { name, given } of calls) {
    const tool = tools.find((known) => known.name === name);
    if (tool === undefined) return { result: 'fail', code: 'unknown_tool' };
    const value = typeof given === 'string' ? jsonOf(given) : given;
    if (typeof value !== 'object' || value === null) return { result: 'fail', code: 'arguments_not_json' };
    if (tool.parameters !== undefined && schemaCheck(tool.parameters)(value) !== undefined) return { result: 'fail', code: 'arguments_do_not_fit' };
  }
  return { result: 'pass', code: 'calls_declared' };
};

function callsOf(value: unknown): Call[] {
  if (Array.isArray(value)) return value.flatMap(callsOf);
  if (typeof value !== 'object' || value === null) return [];
  const { tool_calls, function: inner, name, arguments: given } = value as Record<string, unknown>;
  if (Array.isArray(tool_calls)) return callsOf(tool_calls);
  if (typeof inner === 'object' && inner !== null) return callsOf(inner);
  return typeof name === 'string' && given !== undefined ? [{ name, given }] : [];
}
