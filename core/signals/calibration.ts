import { z } from 'zod';

const figures = z.strictObject({ n: z.int().min(0), p50: z.number(), p90: z.number(), p95: z.number() });
const measures = z.strictObject({ total_tokens: figures.optional(), latency_ms: figures.optional(), perplexity: figures.optional() });

/** `calibration.json`: what is usual, for all rows and for each model. Measures that no row had are left out. */
export const calibrationSchema = z.strictObject({
  version: z.literal(1),
  rows: z.int().min(0),
  default: measures,
  by_request_model: z.record(z.string(), measures),
});
export type Calibration = z.infer<typeof calibrationSchema>;
export type CalibratedMeasure = keyof z.infer<typeof measures>;
export const calibratedMeasures = ['total_tokens', 'latency_ms', 'perplexity'] as const satisfies CalibratedMeasure[];
