/** A release date or number as providers append it: `-2026-01-31`, `-20260131`, `-0613`. */
const dated = /^[-@](?:\d{4}-?\d{2}-?\d{2}|\d{3,4})$/;

/**
 * Whether an answer came from the model that was asked. `known`: under its own name, under one that was learned when it was
 * deployed, or under either with a date. `unknown`: the provider does not say who answered. `other`: another model answered,
 * and its answers are no evidence about this one.
 */
export function whoAnswered(name: string, asked: readonly string[], learned: readonly string[]): 'known' | 'unknown' | 'other' {
  if (name.trim() === '') return 'unknown';
  const names = [...asked, ...learned];
  // Both ways: the dated name may be the one that was asked for.
  const isName = (one: string): boolean => name === one || isDated(name, one) || isDated(one, name);
  return names.some(isName) ? 'known' : 'other';
}

const isDated = (longer: string, shorter: string): boolean => longer.startsWith(shorter) && dated.test(longer.slice(shorter.length));
