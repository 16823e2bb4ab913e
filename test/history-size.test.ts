import { expect, test } from 'vitest';
import { annotateSchema } from '../core/annotation/config.ts';
import { milliseconds } from '../core/config/duration.ts';
import { evaluateSchema } from '../core/config/release.ts';
import { batchSizeFor, nextLookMs } from '../core/cycle/history-size.ts';
import { trainSchema } from '../core/training/config.ts';

/** Temporal's own limit; a workflow beyond it is terminated. */
const mostEvents = 51_200;
/** Scheduled, started, completed, and the same of the workflow task that follows. */
const eventsPerActivity = 6;
/** Two activities where it belongs to a sweep, and a timer. */
const eventsPerLook = { cycle: 11, sweep: 17 };
const day = 86_400_000;

/** Looks at a training that takes so long, when a look itself takes 10 ms. */
function looks(train: { poll_from?: string; poll_to?: string }, trainingMs: number): number {
  const { poll_from: from, poll_to: to } = trainSchema.parse({ base_model: 'base', ...train });
  let count = 1;
  for (let waitMs = milliseconds(from), spentMs = 10; spentMs < trainingMs; waitMs = nextLookMs(waitMs, milliseconds(to), spentMs)) {
    spentMs += waitMs + 10;
    count += 1;
  }
  return count;
}

test('the longest cycle that can be configured, over the largest suite, stays within what one history may hold', () => {
  const { budget_per_cycle: budget, batch_size: judged } = annotateSchema.parse({ judge: 'judge', budget_per_cycle: 100_000, batch_size: 1 });
  const batches = (items: number, wanted: number): number => Math.ceil(items / batchSizeFor(items, wanted));
  const annotate = 2 * batches(budget, judged) * eventsPerActivity;
  const answers = 5 * 1_000_000;
  // Asked, and held against each other.
  const evaluate = 2 * batches(answers, evaluateSchema.parse({ batch_size: 1 }).batch_size) * eventsPerActivity;
  const train = looks({ poll_from: '0s', poll_to: '0s' }, 30 * day);
  expect(annotate + evaluate + train * eventsPerLook.cycle).toBeLessThan(mostEvents * 0.7);
  expect(train * eventsPerLook.sweep).toBeLessThan(mostEvents * 0.7);
});

test('a training is looked at as often as configured, and later at every hundredth of its time', () => {
  expect(looks({}, 5 * day / 24)).toBe(66);
  const waits = Array.from({ length: 8 }, () => 0);
  let waitMs = 5_000;
  for (const index of waits.keys()) waits[index] = waitMs = nextLookMs(waitMs, 300_000, 0);
  expect(waits).toEqual([10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000, 300_000]);
  expect(nextLookMs(300_000, 300_000, day)).toBe(864_000);
  // Ten looks a second would be 864,000 in a day.
  expect(looks({ poll_from: '100ms', poll_to: '100ms' }, day)).toBeLessThan(1_100);
});

test('batches are as small as configured as long as they are few', () => {
  expect(batchSizeFor(300, 25)).toBe(25);
  expect(batchSizeFor(12_500, 25)).toBe(25);
  expect(batchSizeFor(12_501, 25)).toBe(26);
  expect(batchSizeFor(0, 25)).toBe(25);
});
