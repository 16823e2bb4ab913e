import { z } from 'zod';
import type { InputFault } from '../errors/input-error.ts';
import { faultOf } from '../interaction/formats/fields.ts';
import { describeFound } from '../interaction/found.ts';
import type { Seals } from '../splits/seals.ts';
import type { ManifestRow } from './manifest.ts';
import type { PlannedRow } from './plan.ts';

const schema = z.object({
  id: z.string('an id'),
  intent: z.string('the name of an intent'),
  task: z.string('the name of a task'),
  origin: z.enum(['new', 'replay'], '"new" or "replay"'),
  group: z.string('a group or null').nullable(),
  split: z.enum(['train', 'val', 'test', 'dropped'], 'train, val, test or dropped'),
  copies: z.int('a whole number from 0').min(0, 'a whole number from 0'),
  weight: z.number('a number from 0').min(0, 'a number from 0'),
  reason: z.string('a reason'),
});

/** A manifest's line, read back. */
export function manifestRowOf(row: unknown): ManifestRow | { fault: InputFault } {
  if (typeof row !== 'object' || row === null) return { fault: { found: describeFound(row), expected: 'an object' } };
  const parsed = schema.safeParse(row);
  return parsed.success ? { ...parsed.data, reason: parsed.data.reason as PlannedRow['reason'] } : { fault: faultOf(parsed.error, row) };
}

/** The sides that an earlier manifest gave, so that they stay for ever; dropped rows had none. */
export const sealsOfManifest = (rows: readonly ManifestRow[]): Seals =>
  new Map(rows.flatMap(({ id, split }) => (split === 'dropped' ? [] : [[`item:${id}`, { side: split, reach: split }] as const])));
