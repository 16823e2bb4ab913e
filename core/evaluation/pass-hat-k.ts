/** A task that was tried `trials` times, of which `passed` succeeded. */
export type TriedTask = { trials: number; passed: number };

/**
 * pass^k: the chance that all of k independent tries of a task succeed, averaged over tasks; the unbiased estimate
 * C(passed, k) / C(trials, k) of each (Yao and others 2024, tau-bench). pass^1 is the mean success rate. What users see of an agent
 * that works "on average" falls with k.
 * @throws RangeError where a task has fewer than k trials, or more passed than were tried; without tasks
 */
export function passHatK(tasks: readonly TriedTask[], k: number): number {
  if (!Number.isSafeInteger(k) || k < 1) throw new RangeError(`k must be a whole number from 1 on, not ${k}`);
  if (tasks.length === 0) throw new RangeError('pass^k needs at least one task');
  const sum = tasks.reduce((sum, { trials, passed }) => {
    if (!(Number.isSafeInteger(trials) && Number.isSafeInteger(passed) && trials >= k && passed >= 0 && passed <= trials)) {
      throw new RangeError(`${passed} passed of ${trials} trials give no pass^${k}`);
    }
    let chance = 1;
    for (let drawn = 0; drawn < k; drawn += 1) chance *= Math.max(0, passed - drawn) / (trials - drawn);
    return sum + chance;
  }, 0);
  return sum / tasks.length;
}
