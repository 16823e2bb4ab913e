import type { Redaction } from '../privacy/redact-row.ts';

/** A number, a text (as `lang`), or null where nothing could be measured. */
export type RowStats = Record<string, number | string | null>;

/** One accepted row of any log, redacted, with everything that was computed about it. */
export type AnalyzedRow = {
  /** In its input, from 1. */
  line: number;
  /** The original columns, redacted. */
  columns: Record<string, unknown>;
  /** The whole dialogue as one text. */
  text: string;
  /** One pair for each user turn: what was asked, and everything up to the next turn. */
  dialog_history: [string, string][];
  /** What the user asked last. */
  query: string;
  /** The final reply. */
  response: string;
  meta: Record<string, unknown>;
  stats: RowStats;
  redactions: Redaction[];
};

/** An accepted row, or why there is none; the reason quotes no value of the row. */
export type RowResult = { row: AnalyzedRow } | { reject: { line: number; reason: string } };
