/** What has to go out of a value: `names` by what stands in their place, `cases` whose entries go as a whole. */
export type Scrubbing = { names: ReadonlyMap<string, string>; cases: ReadonlySet<string> };

/**
 * A copy of a JSON value without what was erased: strings and keys that equal a name are replaced, and entries of lists that
 * tell of an erased case (`caseId`) are left out, with whatever text they quote.
 */
export function scrub(value: unknown, scrubbing: Scrubbing): unknown {
  const { names, cases } = scrubbing;
  if (typeof value === 'string') return names.get(value) ?? value;
  if (Array.isArray(value)) return value.filter((one) => !tellsOf(one, cases)).map((one) => scrub(one, scrubbing));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [names.get(key) ?? key, scrub(inner, scrubbing)]));
}

function tellsOf(value: unknown, cases: ReadonlySet<string>): boolean {
  return value !== null && typeof value === 'object' && 'caseId' in value && typeof value.caseId === 'string' && cases.has(value.caseId);
}
