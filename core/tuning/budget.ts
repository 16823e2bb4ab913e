/**
 * How many of the jobs, in their order, fit into the budget by their estimates. Without a budget all; where a price is not
 * known under a budget, only what comes before it, but always the first, which a cycle buys without a sweep as well.
 */
export function jobsWithin(estimatesUsd: readonly (number | null)[], budgetUsd: number | undefined): number {
  if (budgetUsd === undefined) return estimatesUsd.length;
  let spent = 0;
  let count = 0;
  for (const estimate of estimatesUsd) {
    if (estimate === null || spent + estimate > budgetUsd) break;
    spent += estimate;
    count += 1;
  }
  return Math.min(estimatesUsd.length, Math.max(1, count));
}
