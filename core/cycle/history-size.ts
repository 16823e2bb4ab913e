/**
 * Temporal ends a workflow whose history passes 51,200 events, and whoever it ends that way can close nothing. What the
 * configuration or the data could make grow without limit is therefore bounded here, so that the longest cycle stays below.
 */

/** Activities of one stage that do the same to different items; each leaves six events. */
const mostBatches = 500;

/** Items in one batch: as many as are wanted, more where that would make too many batches. */
export const batchSizeFor = (items: number, wanted: number): number => Math.max(wanted, Math.ceil(items / mostBatches));

/** A look at a training leaves 11 events, 17 in a sweep. With this the looks grow with the logarithm of the time: some 2,000 in a month. */
const looksInTimeSpent = 100;

/**
 * How long to wait before the next look at a training, milliseconds: twice as long as last time up to `longestMs`, but a
 * hundredth of the time that it has taken so far at least.
 */
export const nextLookMs = (lastMs: number, longestMs: number, spentMs: number): number => Math.max(Math.min(lastMs * 2, longestMs), Math.ceil(spentMs / looksInTimeSpent));
