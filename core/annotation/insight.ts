import { z } from 'zod';

const confidences = ['high', 'medium', 'low'] as const;
const alignments = ['aligned', 'mixed', 'conflict'] as const;
const priorities = ['P0', 'P1', 'P2', 'P3'] as const;

const causeSchema = z.object({
  factor: z.string().min(1),
  confidence: z.enum(confidences),
  cited_fields: z.array(z.string()).min(1),
  rationale_one_line: z.string(),
});

/** Why an interaction went wrong, in the names and words that reports of the kind have. */
export const insightSchema = z.object({
  headline: z.string().min(1),
  root_causes: z.array(causeSchema).min(1),
  /** Whether what was measured and what the judge read tell the same story. */
  narrative_alignment: z.enum(alignments),
  human_review_priority: z.enum(priorities),
  viz_facets: z.array(z.string()),
});
export type Insight = z.infer<typeof insightSchema>;

export const insightWords = { confidences, alignments, priorities };

/** An insight must rest on something: fields that do not exist are left out, and a cause that cites none with them. */
const wire = insightSchema.extend({ root_causes: z.array(causeSchema.extend({ cited_fields: z.array(z.string()) })), viz_facets: z.array(z.string()).nullish() });

const longestText = 400;
const most = 8;

/**
 * Checks an insight as a judge wrote it.
 *
 * @param exists whether the input has a field of this name
 * @returns undefined when it cannot be used: an unknown word in a list of words, or no cause that cites a field that exists
 */
export function readInsight(value: unknown, exists: (field: string) => boolean): Insight | undefined {
  const parsed = wire.safeParse(value);
  if (!parsed.success) return undefined;
  const { headline, root_causes, viz_facets, ...words } = parsed.data;
  const causes = root_causes
    .map((cause) => ({ ...cause, factor: cut(cause.factor), rationale_one_line: cut(cause.rationale_one_line), cited_fields: [...new Set(cause.cited_fields.filter(exists))] }))
    .filter(({ cited_fields }) => cited_fields.length > 0);
  if (causes.length === 0) return undefined;
  return { headline: cut(headline), root_causes: causes.slice(0, most), ...words, viz_facets: (viz_facets ?? []).slice(0, most).map(cut) };
}

const cut = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, longestText).toWellFormed();
