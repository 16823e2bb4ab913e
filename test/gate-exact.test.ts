import { describe, expect, test } from 'vitest';
import { probabilityOf, promotes, worstError } from '../bench/gate-exact.ts';
import { drawOf, fixedSize, policyOf } from '../bench/gate-simulation.ts';
import { decide } from '../core/gate/decide.ts';
import { pairedCases } from './support/gate-cases.ts';

const alpha = 0.05;
const promoted = (n: number, margin: number, discordant: number, difference = -margin): number => probabilityOf(n, { difference, discordant }, promotes({ margin, alpha }));

describe('the exact error of the gate', () => {
  // Oracle: Python 3 and SciPy 1.17.1, scipy.stats.binom and norm, Tango's Z from its closed form and, on 200 random counts, from the
  // likelihood maximised by minimize_scalar.
  test.each([
    [687, 0.03, 0.03, 0.0487762976], [687, 0.03, 0.035, 0.0415604187], [687, 0.03, 0.05, 0.0477214525], [687, 0.03, 0.08, 0.0486024961], [687, 0.03, 0.1, 0.0496759346], [687, 0.03, 0.15, 0.0493705638],
    [687, 0.03, 0.2, 0.0498849736], [500, 0.02, 0.02, 0.0281225865], [500, 0.02, 0.03, 0.0431880709], [500, 0.02, 0.05, 0.0485598711], [500, 0.02, 0.1, 0.0486027875], [773, 0.02, 0.02, 0.0545202642],
    [773, 0.02, 0.025, 0.0438755865], [773, 0.02, 0.05, 0.0470507847], [773, 0.02, 0.1, 0.049271546], [200, 0.03, 0.03, 0.0592909457], [200, 0.03, 0.032, 0.052512629], [200, 0.03, 0.05, 0.0429197219],
    [200, 0.03, 0.1, 0.0489370571], [1_000, 0.03, 0.03, 0.0518544987], [1_000, 0.03, 0.05, 0.0468045359], [1_000, 0.03, 0.1, 0.0496512456], [133, 0.02, 0.02, 0.0680876064],
  ])('of %d cases at margin %d with %d of them flipped', (n, margin, discordant, size) => {
    expect(promoted(n, margin, discordant)).toBeCloseTo(size, 9);
  });

  test.each([[500, 0.02, 0.03, 0, 0.7732525435], [773, 0.02, 0.05, 0, 0.776830514], [687, 0.03, 0.1, 0, 0.7922913679], [500, 0.02, 0.1, 0.03, 0.9716671711], [687, 0.03, 0.1, -0.05, 0.0004341098]])(
    'and its power: %d cases at margin %d with %d flipped and a difference of %d',
    (n, margin, discordant, difference, power) => {
      expect(promoted(n, margin, discordant, difference)).toBeCloseTo(power, 9);
    },
  );

  test('is that of the whole decision on plain pass/fail cases: on all counts', () => {
    const policy = policyOf({ margin: 0.1 });
    const counts = Array.from({ length: 41 }, (_, lost) => Array.from({ length: 41 - lost }, (_, gained) => ({ n: 40, lost, gained }))).flat();
    const differing = counts.filter((one) => (decide({ kind: 'pass', cases: pairedCases(one.n, one.lost, one.gained) }, policy).verdict === 'promote') !== promotes(policy)(one));
    expect(differing).toEqual([]);
  });

  test('adds up to one over everything', () => {
    for (const [difference, discordant] of [[-0.03, 0.03], [0, 0.1], [-0.02, 0.3]] as const) expect(probabilityOf(300, { difference, discordant }, () => true)).toBeCloseTo(1, 11);
  });

  test('lies within the noise of the simulation, on another seed', () => {
    const world = { difference: -0.03, discordant: 0.05 };
    const { promoted: { count, of } } = fixedSize(1_000, 300, world, policyOf({ margin: 0.03 }), drawOf(3, 'exact'));
    const expected = promoted(300, 0.03, 0.05);
    expect(Math.abs(count / of - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / of));
  });

  test('is worst where all flips are losses on the fewest cases that can show anything', () => {
    // (1 - .02)^133: only a clean sheet promotes there.
    expect(worstError(133, { margin: 0.02, alpha })).toEqual({ discordant: 0.02, error: expect.closeTo(0.98 ** 133, 12) });
  });
});
