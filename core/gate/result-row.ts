import { z } from 'zod';
import type { InputFault } from '../errors/input-error.ts';
import { faultOf, id, milliseconds, optional, text } from '../interaction/formats/fields.ts';
import { describeFound } from '../interaction/found.ts';

const scoreText = 'a number from 0 to 1';
const costText = 'dollars from 0';
const sliceName = text.refine((name) => name.trim() !== '', 'the name of a slice');

const schema = z
  .object({
    case_id: id.refine((value) => value !== undefined, 'an id (text or whole number)'),
    pass: optional(z.boolean('true or false')),
    score: optional(z.number(scoreText).min(0, scoreText).max(1, scoreText)),
    slices: optional(
      z.union([z.array(sliceName), z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))], 'a list of names, or an object of dimension and value')
        .transform((slices) => (Array.isArray(slices) ? slices : Object.entries(slices).map(([dimension, value]) => `${dimension}:${value}`))),
    ),
    group: optional(id),
    latency_ms: optional(milliseconds),
    cost_usd: optional(z.number(costText).min(0, costText)),
    hard: optional(z.boolean('true or false')),
    repeat: optional(id),
    input: optional(text),
    reply: optional(text),
  })
  .refine((row) => row.pass === undefined || row.score === undefined, { message: 'either pass or score, not both', path: ['score'] })
  .refine((row) => row.pass !== undefined || row.score !== undefined, { message: 'pass (true or false) or score (0 to 1)', path: ['pass'] });

/** One answer to one case, as a row of a result file says it. */
export type ResultRow = {
  caseId: string;
  /** 0 to 1. */
  score: number;
  kind: 'pass' | 'score';
  slices: readonly string[];
  group?: string;
  latencyMs?: number;
  costUsd?: number;
  hard: boolean;
  /** Which try of a case that was asked several times. */
  repeat?: string;
  /** What was asked and answered: the form of the reply is looked at, nothing else. */
  input?: string;
  reply?: string;
};

const known = new Set(Object.keys(schema.shape));

/** Fields of a row that no criterion uses: said once, for a misspelt one would be missed without a word. */
export const unknownFields = (row: unknown): string[] => (typeof row === 'object' && row !== null ? Object.keys(row).filter((name) => !known.has(name)) : []);

/** A row `{case_id, pass | score, slices?, group?, latency_ms?, cost_usd?, hard?, repeat?, input?, reply?}` of a result file. */
export function resultRow(row: unknown): ResultRow | { fault: InputFault } {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return { fault: { found: describeFound(row), expected: 'an object' } };
  const parsed = schema.safeParse(row);
  if (!parsed.success) return { fault: faultOf(parsed.error, row) };
  const { case_id: caseId, pass, score, slices, group, latency_ms: latencyMs, cost_usd: costUsd, hard, repeat, input, reply } = parsed.data;
  return {
    caseId,
    score: score ?? Number(pass),
    kind: pass === undefined ? 'score' : 'pass',
    slices: slices ?? [],
    hard: hard ?? false,
    ...(group !== undefined && { group }),
    ...(latencyMs !== undefined && { latencyMs }),
    ...(costUsd !== undefined && { costUsd }),
    ...(repeat !== undefined && { repeat }),
    ...(input !== undefined && { input }),
    ...(reply !== undefined && { reply }),
  };
}
