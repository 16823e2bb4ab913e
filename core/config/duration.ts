import { z } from 'zod';

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `"90s"` -> 90000. Whole numbers with one unit: ms, s, m, h, d. Undefined when it is not a duration. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text.trim());
  if (!match) return undefined;
  return Number(match[1]) * unitMs[match[2] as keyof typeof unitMs];
}

/** A duration in a configuration file, written `30s`, `5m`, `24h`, `7d`. It stays text; `parseDuration` reads it. */
export const durationSchema = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, { error: 'a duration such as 30s, 5m, 24h or 7d' });

/** Milliseconds of a duration that the schema has accepted. */
export function milliseconds(text: string): number {
  const value = parseDuration(text);
  if (value === undefined) throw new RangeError('not a duration');
  return value;
}
