import { CancellationScope } from '@temporalio/workflow';

/** Two batches at once keep a provider busy while the other one writes; more would only queue. */
const lanes = 2;

/** Works on `count` batches, a few at a time; the first failure ends it: see `together`. */
export async function inLanes(count: number, work: (index: number) => Promise<unknown>, width = lanes): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await together(Array.from({ length: Math.min(width, count) }, () => lane));
}

/**
 * Does several things side by side. The first failure is thrown, and cancels the others: none begins anything more, an
 * activity at work hears of it at its next beat, and a child workflow is waited for. Nobody would use what they cost.
 */
export async function together(runs: readonly (() => Promise<unknown>)[]): Promise<void> {
  let failed: { error: unknown } | undefined;
  await CancellationScope.cancellable(async () => {
    const scope = CancellationScope.current();
    const orEndAll = async (run: () => Promise<unknown>): Promise<void> => {
      try {
        await run();
      } catch (error) {
        failed ??= { error };
        scope.cancel();
      }
    };
    await Promise.all(runs.map(orEndAll));
  });
  if (failed) throw failed.error;
}
