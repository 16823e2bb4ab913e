/**
 * Whether a job is worth waiting for no longer: its validation loss has not fallen below its own best for `patience`
 * reports, and another job of the sweep has done better already. The best job so far is never stopped, since
 * providers keep no model of a cancelled training.
 *
 * @param losses validation losses in the order of their steps, nats or whatever the trainer reports
 * @param others the best loss of each other job that has reported one
 */
export function hasStalled(losses: readonly number[], others: readonly number[], patience: number): boolean {
  if (losses.length <= patience) return false;
  const best = Math.min(...losses);
  return losses.indexOf(best) < losses.length - patience && others.some((other) => other < best);
}
