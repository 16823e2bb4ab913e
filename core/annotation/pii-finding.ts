import { z } from 'zod';

/** What the rules at the door cannot see by form alone comes first. */
export const piiCategories = [
  'NAME', 'ADDRESS', 'BIRTH_DATE', 'ACCOUNT', 'VEHICLE', 'HEALTH', 'EMAIL', 'PHONE', 'ID_CARD', 'BANK_CARD', 'PASSPORT', 'SECRET', 'OTHER_PERSONAL',
] as const;

/** Personal data that a judge found. `evidence` is the value itself: it is redacted and then dropped, never stored. */
export const piiFindingSchema = z.object({
  /** Field of the interaction, e.g. `messages[0].content`. */
  field: z.string(),
  category: z.enum(piiCategories),
  evidence: z.string().min(1),
});
export type PiiFinding = z.infer<typeof piiFindingSchema>;

const wire = z.array(z.object({ field: z.string(), category: z.string(), evidence: z.string() }));

/** Shorter evidence stands in too many texts by chance; longer is no datum but a passage. */
const shortest = 2;
const longest = 300;

/**
 * Checks what a judge reported: the evidence must stand, to the letter, in the field that it names, else it is dropped.
 * A placeholder of the rules is no evidence, and an unknown category is `OTHER_PERSONAL`.
 *
 * @returns undefined when the report is none
 */
export function readPiiFindings(value: unknown, textOf: (field: string) => string | undefined): PiiFinding[] | undefined {
  const parsed = wire.safeParse(value ?? []);
  if (!parsed.success) return undefined;
  return parsed.data.flatMap(({ field, category, evidence }) => {
    const sought = evidence.trim();
    if (sought.length < shortest || sought.length > longest || /^\[[A-Z_]+\]$/.test(sought) || textOf(field)?.includes(sought) !== true) return [];
    return [{ field, category: piiCategories.find((known) => known === category) ?? 'OTHER_PERSONAL', evidence: sought }];
  });
}
