import type { InputFault } from '../errors/input-error.ts';
import { contentHash } from '../identity/content-hash.ts';
import { compareText } from '../order/compare-text.ts';
import type { SuiteCase } from './suite-case.ts';

export type Suite = {
  /** SHA-256 over the cases in the order of their ids: the same cases are the same suite. */
  id: string;
  cases: SuiteCase[];
};

export type Duplicate = { line: number; id: string; firstLine: number };

export type AssembledSuite = Suite & {
  /** Repetitions of a case; the first one stays. */
  duplicates: Duplicate[];
  /** One id given to two different cases. */
  faults: InputFault[];
};

/** A suite of the cases of a file; the order of the lines has no influence on it. */
export function assembleSuite(rows: Iterable<{ line: number; case: SuiteCase }>): AssembledSuite {
  const kept = new Map<string, { line: number; case: SuiteCase; content: string }>();
  const duplicates: Duplicate[] = [];
  const faults: InputFault[] = [];
  for (const { line, case: next } of rows) {
    const content = contentHash(next);
    const first = kept.get(next.id);
    if (first === undefined) kept.set(next.id, { line, case: next, content });
    else if (first.content === content) duplicates.push({ line, id: next.id, firstLine: first.line });
    else faults.push({ line, field: 'id', found: `the id of line ${first.line} on another case`, expected: 'an id of its own' });
  }
  const cases = [...kept.values()].map((entry) => entry.case).sort((one, other) => compareText(one.id, other.id));
  return { id: contentHash(cases), cases, duplicates, faults };
}
