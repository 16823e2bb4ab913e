import { identified, type StoredCase } from './stored.ts';

type Version = { id: string; cases: StoredCase[] };

/**
 * The next version of a suite: the cases it has, as they are, and those of `added` that ask something new. A question
 * that stands in it already is not asked twice.
 */
export function withCases(agent: string, cases: readonly StoredCase[], added: readonly StoredCase[]): Version & { added: number } {
  const asked = new Set(cases.map((one) => one.fingerprint));
  const ids = new Set(cases.map((one) => one.caseId));
  const fresh: StoredCase[] = [];
  for (const one of added) {
    if (asked.has(one.fingerprint) || ids.has(one.caseId)) continue;
    asked.add(one.fingerprint);
    ids.add(one.caseId);
    fresh.push(one);
  }
  return { ...identified(agent, [...cases, ...fresh]), added: fresh.length };
}

/**
 * A rotated suite: the worn production sample and general cases go, their sealed ones become open (nobody has fitted
 * anything to texts that nobody read), what guards stays (golden, safety, regressions, format, tools, out of scope), and
 * the fresh cases come, as sealed ones where sealing is wanted.
 */
export function rotated(agent: string, cases: readonly StoredCase[], fresh: readonly StoredCase[]): Version & { retired: number; opened: number; added: number } {
  const wearsOut = ({ kind }: StoredCase): boolean => kind === 'sample' || kind === 'general';
  const kept = cases.filter((one) => !wearsOut(one) || one.part !== 'open');
  const opened = kept.filter((one) => wearsOut(one) && one.part === 'sealed');
  const stay = kept.map((one): StoredCase => (opened.includes(one) ? { ...one, part: 'open' } : one));
  return { ...withCases(agent, stay, fresh), retired: cases.length - kept.length, opened: opened.length };
}
