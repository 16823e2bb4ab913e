const dayMs = 86_400_000;
const warnDays = 90;
const refuseDays = 30;

export type ShutdownFinding = { code: 'base_model_gone' | 'base_model_expiring'; days: number; final: boolean };

/**
 * What a base model's end means for a training now: a tuned model stops with its base.
 *
 * @param shutdown when the provider stops it; undefined where none is known
 * @returns undefined when there is nothing to say; `days` are whole days from `at`, rounded down
 */
export function shutdownFinding(shutdown: Date | undefined, at: Date, allowExpiring: boolean): ShutdownFinding | undefined {
  if (!shutdown) return undefined;
  const days = Math.floor((shutdown.getTime() - at.getTime()) / dayMs);
  if (days < 0) return { code: 'base_model_gone', days, final: true };
  if (days <= refuseDays) return { code: 'base_model_expiring', days, final: !allowExpiring };
  return days <= warnDays ? { code: 'base_model_expiring', days, final: false } : undefined;
}
