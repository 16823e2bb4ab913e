/** What a case is in the suite for. */
export const caseKinds = ['general', 'golden', 'regression', 'sample', 'safety', 'format', 'tools', 'out_of_scope'] as const;
export type CaseKind = (typeof caseKinds)[number];

/** Kinds of which losing a single case rejects a candidate, unless the case itself says otherwise. */
export const hardByKind = (kind: CaseKind): boolean => kind === 'golden' || kind === 'safety';

/**
 * open: anybody may read it; sealed: its texts are shown to nobody before somebody opens the seal, and is counted when they
 * do; reserve: not asked before an inconclusive verdict draws it, once.
 */
export const suiteParts = ['open', 'sealed', 'reserve'] as const;
export type SuitePart = (typeof suiteParts)[number];
