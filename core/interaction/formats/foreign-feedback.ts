import type { InputFault } from '../../errors/input-error.ts';
import { instantOf, textOf } from '../exchange/fields.ts';
import type { Fields } from '../exchange/fields.ts';
import { describeFound } from '../found.ts';
import type { ParsedRow, RawFeedback, RowFormat } from './format.ts';

function feedback(interactionId: string | undefined, field: string, said: RawFeedback, at: Date | undefined): ParsedRow | { fault: InputFault } {
  if (interactionId === undefined) return { fault: { field, found: 'nothing', expected: 'the id of an interaction' } };
  return { kind: 'feedback', interactionId, feedback: { ...(at !== undefined && { at }), ...said } };
}

const isValue = (value: unknown): value is number | string | boolean => typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && value !== '');

function parseTensorZero(raw: Fields): ParsedRow | { fault: InputFault } {
  const [metric, value] = [textOf(raw['metric_name']), raw['value']];
  if (metric === undefined) return { fault: { field: 'metric_name', found: describeFound(raw['metric_name']), expected: 'the name of a metric' } };
  const words = typeof value === 'string' ? value : JSON.stringify(value ?? '');
  if (!isValue(value) && metric !== 'demonstration') return { fault: { field: 'value', found: describeFound(value), expected: 'a number, a text, true or false' } };
  const said: RawFeedback = metric === 'comment' ? { text: words } : metric === 'demonstration' ? { correction: words } : { outcome: { name: metric, value: value as number | string | boolean } };
  return feedback(textOf(raw['inference_id'], raw['episode_id'], raw['target_id']), 'inference_id', said, instantOf(raw['timestamp'], raw['created_at']));
}

/** TensorZero's feedback; `comment` and `demonstration` are its reserved metrics. */
export const tensorZeroFeedback: RowFormat = {
  name: 'tensorzero-feedback',
  needs: '{metric_name, value, inference_id}',
  detect: (raw) => 'metric_name' in raw && ('inference_id' in raw || 'episode_id' in raw || 'target_id' in raw),
  parse: parseTensorZero,
};

function parseScore(raw: Fields): ParsedRow | { fault: InputFault } {
  const name = textOf(raw['name']) ?? '';
  const kind = (textOf(raw['dataType'], raw['data_type']) ?? 'NUMERIC').toUpperCase();
  const text = textOf(raw['stringValue'], raw['string_value'], typeof raw['value'] === 'string' ? raw['value'] : undefined);
  const value = kind === 'BOOLEAN' ? raw['value'] === 1 || raw['value'] === true || /^true$/i.test(text ?? '') : kind === 'NUMERIC' ? raw['value'] : text;
  if (!isValue(value) || name === '') return { fault: { field: name === '' ? 'name' : 'value', found: describeFound(raw[name === '' ? 'name' : 'value']), expected: 'a score {name, value}' } };
  const comment = textOf(raw['comment']);
  const said: RawFeedback = {
    ...(kind === 'CORRECTION' ? { correction: String(value) } : kind === 'TEXT' ? { text: String(value) } : { outcome: { name, value } }),
    ...(comment !== undefined && kind !== 'TEXT' && { text: comment }),
  };
  return feedback(textOf(raw['observationId'], raw['observation_id'], raw['traceId'], raw['trace_id']), 'observationId', said, instantOf(raw['timestamp'], raw['createdAt'], raw['created_at']));
}

/** Langfuse's scores: numbers, booleans, categories, texts, and corrections of an output. */
export const langfuseScore: RowFormat = {
  name: 'langfuse-score',
  needs: '{name, value, dataType, observationId | traceId}',
  detect: (raw) => 'name' in raw && ('value' in raw || 'stringValue' in raw) && !('input' in raw) && ['observationId', 'observation_id', 'traceId', 'trace_id'].some((name) => name in raw),
  parse: parseScore,
};
