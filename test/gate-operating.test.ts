import { describe, expect, test } from 'vitest';
import { canary, drawOf, fixedSize, grouped, manyLooks, policyOf } from '../bench/gate-simulation.ts';

// Small seeded versions of `npm run evidence:gate`. Each bound is that of the promise plus four standard errors of the simulation.
const runs = 600;
const seed = 1;
const atMost = (promised: number): number => promised + 4 * Math.sqrt((promised * (1 - promised)) / runs);
const rate = ({ count, of }: { count: number; of: number }): number => count / of;

describe('the gate in the long run', () => {
  test.each([[300, 0.1], [687, 0.1], [687, 0.05]])('promotes a candidate that is 3 points worse at margin .03 in at most one run of twenty: %d cases, %f of them flipped', (n, discordant) => {
    expect(rate(fixedSize(runs, n, { difference: -0.03, discordant }, policyOf({ margin: 0.03 }), drawOf(seed, `worse/${n}`)).promoted)).toBeLessThanOrEqual(atMost(0.05));
  });

  test('promotes an equal candidate with 500 cases, 3 % flips and margin .02 in at least 75 %, and hardly ever rejects it', () => {
    const found = fixedSize(runs, 500, { difference: 0, discordant: 0.03 }, policyOf({}), drawOf(seed, 'equal'));
    expect(rate(found.promoted)).toBeGreaterThanOrEqual(0.75 - 4 * Math.sqrt((0.75 * 0.25) / runs));
    expect(rate(found.rejected)).toBeLessThanOrEqual(atMost(0.05));
  });

  test('keeps its error over two looks where it extends once', () => {
    const found = fixedSize(runs, 400, { difference: -0.02, discordant: 0.05 }, policyOf({ on_inconclusive: 'extend' }), drawOf(seed, 'extend'));
    expect(rate(found.looksTwice)).toBeGreaterThan(0.3);
    expect(rate(found.promoted)).toBeLessThanOrEqual(atMost(0.05));
  });

  test('keeps its error over any number of looks with e-values, where tests of fixed size do not', () => {
    const world = { difference: -0.02, discordant: 0.05 };
    const looks = { most: 2_000, step: 50 };
    expect(rate(manyLooks(200, looks, world, policyOf({ looks: 'any' }), drawOf(seed, 'any')).promoted)).toBeLessThanOrEqual(0.05);
    expect(rate(manyLooks(200, looks, world, policyOf({}), drawOf(seed, 'any')).promoted)).toBeGreaterThan(0.1);
  });

  test('knows that cases of one session are not independent', () => {
    const scene = { groups: 60, size: 10, together: 0.5 };
    const world = { difference: -0.03, discordant: 0.1 };
    const found = (told: boolean): number => rate(grouped(300, scene, world, policyOf({ margin: 0.03 }), told, drawOf(seed, 'groups')));
    expect(found(true)).toBeLessThanOrEqual(0.1);
    expect(found(false)).toBeGreaterThan(found(true));
  });
});

describe('the e-value of a canary, looked at after every pair', () => {
  test('raises a false alarm in at most 5 %', () => {
    expect(rate(canary(runs, 1_000, [0.1, 0.1], 0.05, drawOf(seed, 'canary')).alarms)).toBeLessThanOrEqual(atMost(0.05));
  });

  test('sees a failure rate of .30 beside .10 within some fifty pairs', () => {
    const { alarms, median } = canary(200, 1_000, [0.1, 0.3], 0.05, drawOf(seed, 'harm'));
    expect(rate(alarms)).toBe(1);
    expect(median).toBeGreaterThan(35);
    expect(median).toBeLessThan(65);
  });
});
