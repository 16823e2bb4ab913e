import type { InputFault } from '../errors/input-error.ts';
import { storableText } from '../interaction/content.ts';
import { describeFound } from '../interaction/found.ts';
import { parseInstant } from '../interaction/instant.ts';
import { isRubric, rubricNames, rubrics, type RubricName } from './rubrics.ts';

/** One label as a person gave it. */
export type HumanLabel = { interactionKey: string; rubric: RubricName; label: string; annotator: string; at: Date };

export const labelColumns = ['interaction_id', 'rubric', 'label', 'annotator', 'at'] as const;

const longestName = 80;

/**
 * Reads one row of a file of labels.
 *
 * @returns null for a row that nobody has labelled yet: what an export holds where a person has not been
 */
export function readLabelRow(row: Readonly<Record<string, unknown>>, errorTypes: readonly string[]): HumanLabel | null | { fault: InputFault } {
  const fault = (field: string, expected: string): { fault: InputFault } => ({ fault: { field, found: describeFound(row[field]), expected } });
  const text = (field: string): string => {
    const value = row[field];
    return typeof value === 'string' || typeof value === 'number' ? storableText(String(value)).trim() : '';
  };
  const interactionKey = keyOf(text('interaction_id'));
  if (interactionKey === '') return fault('interaction_id', 'the id of an interaction');
  const rubric = text('rubric');
  if (!isRubric(rubric)) return fault('rubric', `one of ${rubricNames.join(', ')}`);
  if (text('label') === '') return null;
  const label = text('label');
  const scale = rubrics[rubric].scale?.(errorTypes);
  if (scale !== undefined && !scale.includes(label)) return fault('label', `one of ${scale.join(', ')}`);
  if (label.length > longestName) return fault('label', `a name of at most ${longestName} characters`);
  const annotator = text('annotator');
  if (annotator === '' || annotator.length > longestName) return fault('annotator', `who labelled, in at most ${longestName} characters`);
  const at = parseInstant(row['at']);
  if (at === undefined) return fault('at', 'when it was labelled: an ISO 8601 time, or seconds or milliseconds since 1970');
  return { interactionKey, rubric, label, annotator, at };
}

/** An export puts a quote before a cell that a spreadsheet would run. */
const keyOf = (text: string): string => (/^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text);
