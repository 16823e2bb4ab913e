import { describe, expect, test } from 'vitest';
import { bestOnValidation } from '../core/tuning/best.ts';
import { jobsWithin } from '../core/tuning/budget.ts';
import { sweepSchema } from '../core/tuning/config.ts';
import { hasStalled } from '../core/tuning/early-stop.ts';
import { sweepPoints } from '../core/tuning/points.ts';

const configured = { n_epochs: 'auto', batch_size: 'auto' };

describe('the settings of a sweep', () => {
  const points = (sweep: object) => sweepPoints(configured, sweepSchema.parse(sweep));

  test('begin with the configured ones, and a grid goes on in order', () => {
    expect(points({ method: 'grid', space: { n_epochs: [2, 3], l2: [0, 0.1] }, max_jobs: 10 })).toEqual([
      configured,
      { ...configured, l2: 0, n_epochs: 2 },
      { ...configured, l2: 0, n_epochs: 3 },
      { ...configured, l2: 0.1, n_epochs: 2 },
      { ...configured, l2: 0.1, n_epochs: 3 },
    ]);
  });

  test('end at max_jobs even where the grid has more combinations than fit into memory', () => {
    const axis = Array.from({ length: 50 }, (_, value) => value);
    expect(points({ method: 'grid', space: Object.fromEntries('abcdefghij'.split('').map((name) => [name, axis])), max_jobs: 3 })).toHaveLength(3);
  });

  test('are drawn within their ranges, each once, the same for the same seed, and the first ones stay when more are wanted', () => {
    const space = { learning_rate_multiplier: { min: 0.1, max: 10, scale: 'log' }, n_epochs: { min: 2, max: 6, integer: true } };
    const drawn = points({ space, max_jobs: 40 });
    expect(drawn).toHaveLength(40);
    expect(new Set(drawn.map((point) => JSON.stringify(point))).size).toBe(40);
    for (const { learning_rate_multiplier: rate, n_epochs: epochs } of drawn.slice(1)) {
      expect(rate).toBeGreaterThanOrEqual(0.1);
      expect(rate).toBeLessThanOrEqual(10);
      expect([2, 3, 4, 5, 6]).toContain(epochs);
    }
    // Half of the draws on a logarithmic scale lie below the geometric mean.
    const low = drawn.slice(1).filter(({ learning_rate_multiplier: rate }) => Number(rate) < 1).length;
    expect(low).toBeGreaterThan(10);
    expect(low).toBeLessThan(30);
    expect(points({ space, max_jobs: 10 })).toEqual(drawn.slice(0, 10));
    expect(points({ space, max_jobs: 10, seed: 2 })).not.toEqual(drawn.slice(0, 10));
  });

  test('are no more than there are when a space is small', () => {
    expect(points({ space: { n_epochs: [2, 3] }, max_jobs: 20 })).toHaveLength(3);
  });
});

describe('early stopping', () => {
  test('ends a job that has stalled behind another one, never the one that leads or still learns', () => {
    const stalled = [2, 1.5, 1.6, 1.7];
    expect(hasStalled(stalled, [1.4], 2)).toBe(true);
    expect(hasStalled(stalled, [1.6], 2)).toBe(false);
    expect(hasStalled(stalled, [], 2)).toBe(false);
    expect(hasStalled(stalled, [1.4], 3)).toBe(false);
    expect(hasStalled([2, 1.9, 1.8, 1.7], [1], 2)).toBe(false);
    expect(hasStalled([], [1], 1)).toBe(false);
  });
});

describe('the best of a sweep', () => {
  const ids = (from: number, to: number): Set<string> => new Set(Array.from({ length: to - from }, (_, index) => String(from + index)));
  const job = (position: number, right: Set<string>, costUsd: number | null = 1, asked = 100) => ({ position, right, asked, costUsd });

  test('answers most of what it was asked; of equals the cheaper, then the earlier', () => {
    expect(bestOnValidation([job(0, ids(0, 80)), job(1, ids(0, 90)), job(2, ids(0, 45), 1, 50)])?.position).toBe(1);
    expect(bestOnValidation([job(0, ids(0, 90), 2), job(1, ids(0, 90), 1)])?.position).toBe(1);
    expect(bestOnValidation([job(1, ids(0, 90)), job(0, ids(0, 90))])?.position).toBe(0);
    expect(bestOnValidation([job(0, ids(0, 90), null), job(1, ids(0, 90), null)])?.position).toBe(0);
    expect(bestOnValidation([])).toBeUndefined();
  });

  test('is the configured setting unless another one is ahead by a standard error', () => {
    // 3 more right: once 3 samples differ, once 27.
    expect(bestOnValidation([job(0, ids(0, 80)), job(1, ids(0, 83))])?.position).toBe(1);
    expect(bestOnValidation([job(0, ids(0, 80)), job(1, ids(12, 95))])?.position).toBe(0);
    // The configured one failed: nothing to stay with.
    expect(bestOnValidation([job(1, ids(0, 80)), job(2, ids(12, 95))])?.position).toBe(2);
  });
});

describe('the budget of a sweep', () => {
  test('takes the jobs in order as far as it goes, but always the first', () => {
    expect(jobsWithin([2, 2, 2], 5)).toBe(2);
    expect(jobsWithin([9, 1], 5)).toBe(1);
    expect(jobsWithin([1, null, 1], 5)).toBe(1);
    expect(jobsWithin([null, null], undefined)).toBe(2);
  });
});
