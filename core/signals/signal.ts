export type SignalWeight = 'high' | 'medium';

/** Where a signal stands in a report: what counts first, what a judge measured, what is only a hint. */
export type SignalRole = 'primary' | 'structured' | 'appendix';

/** A field that a signal rests on and its value; `limit` where a number was compared with one. Never a user's text. */
export type Evidence = { field: string; value: string | number | boolean; limit?: number };

/** Why an interaction is suspicious. `detail` is the evidence in one line: numbers and field names, never a user's text. */
export type Signal = { code: string; detail: string; weight: SignalWeight; role: SignalRole; evidence: readonly Evidence[] };

/** The evidence in one line, the same in every language: `tool_fail_count=3 (limit 2)`. */
export const describeEvidence = (evidence: readonly Evidence[]): string =>
  evidence.map(({ field, value, limit }) => `${field}=${shown(value)}${limit === undefined ? '' : ` (limit ${shown(limit)})`}`).join('; ');

const shown = (value: string | number | boolean): string => (typeof value === 'number' ? String(Math.round(value * 1_000) / 1_000) : String(value));
