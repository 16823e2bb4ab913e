import { jsonOf } from '../corrections/json-of.ts';
import { compareText } from '../order/compare-text.ts';
import { caseFault } from './case-fault.ts';
import type { StoredCase } from './stored.ts';
import type { SuiteCase } from './suite-case.ts';

const asItIs = (reply: string): string => reply;

/** What a grader is told of a reply that is right, where it can grade by that. Graders of patterns and of calls of tools are not here. */
const expectedBy: Readonly<Record<string, (reply: string) => string | undefined>> = {
  exact: asItIs,
  normalised: asItIs,
  json_equal: (reply) => (jsonOf(reply) === undefined ? undefined : reply),
  token_f1: asItIs,
  gram_similarity: asItIs,
  pairwise: (reference) => JSON.stringify({ reference }),
  rubric: (reference) => JSON.stringify({ criteria: ['It tells the user the same as the reference, and contradicts it nowhere.'], reference }),
};

/**
 * How the cases of a suite are graded, so that one whose right reply is known is graded the same way: as most of those are that were
 * not found bad. An agent that answers in its own words never says a corrected reply word for word; such a case, failed by everybody,
 * would tell nothing and make every comparison look calmer than it is.
 *
 * @returns gives a case the first of the suite's graders, the most frequent first, by which its right reply can be graded
 */
export function gradedLike(cases: readonly Pick<StoredCase, 'grader' | 'kind'>[]): (one: SuiteCase) => SuiteCase {
  const counts = new Map<string, number>();
  for (const { grader, kind } of cases) if (kind !== 'regression' && expectedBy[grader]) counts.set(grader, (counts.get(grader) ?? 0) + 1);
  const graders = [...counts].sort(([one, often], [other, rarely]) => rarely - often || compareText(one, other)).map(([grader]) => grader);
  return (one) => {
    const graded = graders.flatMap((grader) => {
      const expected = expectedBy[grader]!(one.expected);
      return expected === undefined ? [] : [{ ...one, grader, expected }];
    });
    return graded.find((like) => caseFault(like) === undefined) ?? one;
  };
}
