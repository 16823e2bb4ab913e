import { z } from 'zod';

export const severities = ['P0', 'P1', 'P2', 'P3'] as const;

/** A label that the taxonomy does not know. */
export const otherLabel = 'other';

/** A judge's answer after parsing. */
export type Judgement = {
  verdict: 'good' | 'bad';
  /** Null when the reply is good. */
  errorType: string | null;
  severity: (typeof severities)[number] | null;
  intent: string;
  /** What the reply should have been; null when it is good or when the judge does not know. */
  correctedReply: string | null;
  /** 0 to 1. */
  confidence: number;
};

const wire = z.object({
  verdict: z.enum(['good', 'bad']),
  error_type: z.string().nullish(),
  severity: z.string().nullish(),
  intent: z.string().min(1).max(80),
  corrected_reply: z.string().max(32_000).nullish(),
  confidence: z.number().min(0).max(1),
});

/** The strict JSON schema that the judge must answer in (the subset that OpenAI-shaped APIs take). */
export function judgementJsonSchema(errorTypes: readonly string[]): { name: string; schema: Record<string, unknown> } {
  const nullable = (schema: Record<string, unknown>) => ({ anyOf: [schema, { type: 'null' }] });
  const properties = {
    verdict: { type: 'string', enum: ['good', 'bad'] },
    error_type: nullable({ type: 'string', enum: [...new Set([...errorTypes, otherLabel])] }),
    severity: nullable({ type: 'string', enum: [...severities] }),
    intent: { type: 'string' },
    corrected_reply: nullable({ type: 'string' }),
    confidence: { type: 'number' },
  };
  return { name: 'judgement', schema: { type: 'object', properties, required: Object.keys(properties), additionalProperties: false } };
}

/**
 * Reads a judge's answer. Labels outside the taxonomy become `other`, so that no text of a model ever becomes a
 * label; anything else that is off makes the answer unparsable, which is counted and never read as a verdict.
 */
export function parseJudgement(text: string, errorTypes: readonly string[]): Judgement | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = wire.safeParse(value);
  if (!parsed.success) return undefined;
  const { verdict, error_type, severity, intent, corrected_reply, confidence } = parsed.data;
  if (verdict === 'good') return { verdict, errorType: null, severity: null, intent, correctedReply: null, confidence };
  return {
    verdict,
    errorType: error_type && errorTypes.includes(error_type) ? error_type : otherLabel,
    severity: severities.find((known) => known === severity) ?? 'P2',
    intent,
    correctedReply: corrected_reply?.trim() ? corrected_reply : null,
    confidence,
  };
}
