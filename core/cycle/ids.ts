/** The one task queue; a breaking change of the workflows moves to `-v2` and drains this one. */
export const taskQueue = 'flywheel-v1';

/** RFC 3339 without fractions, as it stands in workflow ids: `2026-11-22T07:00:00Z`. */
function stamp(at: Date): string {
  return at.toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** Temporal appends the scheduled time to this prefix by itself. */
export const scheduledCyclePrefix = (agent: string): string => `flywheel/${agent}/daily`;

/** Unique to the millisecond, so that two manual runs of one second do not collide. */
export const manualCycleId = (agent: string, at: Date): string => `flywheel/${agent}/manual-${at.toISOString()}`;

export const scheduleId = (agent: string): string => `flywheel/${agent}`;
export const releaseId = (agent: string, candidateId: string): string => `flywheel/${agent}/release/${candidateId}`;
export const rollbackId = (agent: string, at: Date): string => `flywheel/${agent}/rollback-${stamp(at)}`;
export const forgetId = (erasureId: string): string => `flywheel/forget/${erasureId}`;

/** The key of one item of work: the same in every attempt, so that writing it twice changes nothing. */
export const itemKey = (cycleId: string, stage: string, item: string): string => `${cycleId}/${stage}/${item}`;
