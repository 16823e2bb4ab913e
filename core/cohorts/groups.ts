import { fieldReader, textOf, textsOf } from '../signals/row-fields.ts';
import type { CohortField } from './cohort.ts';

const maxLabel = 120;

/** The values by which a row is grouped; null where it does not say. */
export function groupsOf(row: Parameters<typeof fieldReader>[0]): Record<CohortField, string | null> {
  const { meta } = row;
  return {
    model: label(meta['agent_request_model']),
    pt: label(meta['agent_pt']),
    intent: label(textsOf(fieldReader(row)('dialog_intent_labels'))[0]),
    tool: label(meta['primary_tool_type']),
  };
}

/** A short text that stands in a table; numbers may stand for it. */
export const label = (value: unknown): string | null => textOf(typeof value === 'number' ? String(value) : value)?.slice(0, maxLabel).toWellFormed() ?? null;
