import { describe, expect, test } from 'vitest';
import { nonInferioritySampleSize, smallestSampleWithoutFlip } from '../core/gate/sample-size.ts';
import { tangoNonInferiority } from '../core/gate/tango.ts';

describe('planned number of cases', () => {
  test.each([
    { discordantShare: 0.1, margin: 0.03, cases: 687 },
    { discordantShare: 0.05, margin: 0.02, cases: 773 },
    { discordantShare: 0.1, margin: 0.02, cases: 1546 },
  ])('is $cases at a discordant share of $discordantShare and a margin of $margin', ({ cases, ...plan }) => {
    expect(nonInferioritySampleSize({ alpha: 0.05, power: 0.8, ...plan })).toBe(cases);
  });

  test('grows where the candidate is expected to be worse and shrinks where it is better', () => {
    const plan = { alpha: 0.05, power: 0.8, margin: 0.02, discordantShare: 0.05 };
    expect(nonInferioritySampleSize({ ...plan, difference: -0.005 })).toBeGreaterThan(773);
    expect(nonInferioritySampleSize({ ...plan, difference: 0.005 })).toBeLessThan(773);
  });

  test('does not exist for a true difference at or below -margin', () => {
    const plan = { alpha: 0.05, power: 0.8, margin: 0.02, discordantShare: 0.05, difference: -0.02 };
    expect(() => nonInferioritySampleSize(plan)).toThrow(RangeError);
  });

  test('without a flip is 133 at a margin of .02', () => {
    expect(smallestSampleWithoutFlip(0.02, 0.05)).toBe(133);
  });

  test.each([0.005, 0.01, 0.02, 0.05, 0.1])('without a flip is the first at which the test passes, margin %d', (margin) => {
    const least = smallestSampleWithoutFlip(margin, 0.05);
    expect(tangoNonInferiority({ n: least, lost: 0, gained: 0 }, margin).p).toBeLessThanOrEqual(0.05);
    expect(tangoNonInferiority({ n: least - 1, lost: 0, gained: 0 }, margin).p).toBeGreaterThan(0.05);
  });
});
