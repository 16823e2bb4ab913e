import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { logHarmEValue } from '../core/gate/e-value.ts';
import { decide } from '../core/gate/decide.ts';
import type { GateCase } from '../core/gate/evidence.ts';
import { procedureFor } from '../core/gate/paired-procedures.ts';
import { pairedSample } from '../core/gate/paired-sample.ts';
import { gatePolicySchema, type GatePolicy } from '../core/gate/policy.ts';
import { shareOf, type Share } from '../core/figures/share.ts';
import { stream } from '../core/random/seeded-draw.ts';

export type Draw = () => number;
export type World = { /** True difference candidate - champion, a fraction. */ difference: number; /** Share of cases on which both differ. */ discordant: number };
export type Verdicts = { promoted: Share; rejected: Share };

export const drawOf = (seed: number, name: string): Draw => {
  const random = stream(seed, 'simulation', name);
  return () => uniformFloat64(random);
};

export const policyOf = (policy: object): GatePolicy => gatePolicySchema.parse(policy);

/** -1 lost, 1 gained, 0 the same: P(lost) - P(gained) is the true loss. */
const flip = (draw: Draw, { difference, discordant }: World): -1 | 0 | 1 => {
  const u = draw();
  const lost = (discordant - difference) / 2;
  return u < lost ? -1 : u < discordant ? 1 : 0;
};

const caseOf = (place: number, flipped: -1 | 0 | 1): GateCase =>
  ({ id: String(place), champion: { score: flipped === -1 ? 1 : flipped === 1 ? 0 : 1 }, candidate: { score: flipped === -1 ? 0 : 1 } });

/** The whole decision on pass/fail cases: it depends on the counts alone, so equal counts are decided once. */
function verdictOfCounts(policy: GatePolicy): (n: number, lost: number, gained: number, extended: boolean) => ReturnType<typeof decide> {
  const known = new Map<string, ReturnType<typeof decide>>();
  return (n, lost, gained, extended) => {
    const key = `${n}/${lost}/${gained}/${extended}`;
    const verdict = known.get(key) ?? decide(
      { kind: 'pass', extended, cases: Array.from({ length: n }, (_, place) => caseOf(place, place < lost ? -1 : place < lost + gained ? 1 : 0)) },
      policy,
    );
    known.set(key, verdict);
    return verdict;
  };
}

/** How often one look at n cases promotes and rejects; with an extension, the one more look that the policy allows. */
export function fixedSize(runs: number, n: number, world: World, policy: GatePolicy, draw: Draw): Verdicts & { looksTwice: Share } {
  const verdictFor = verdictOfCounts(policy);
  let [promoted, rejected, twice] = [0, 0, 0];
  for (let run = 0; run < runs; run += 1) {
    let [cases, lost, gained] = [0, 0, 0];
    const drawTo = (size: number): void => {
      for (; cases < size; cases += 1) {
        const flipped = flip(draw, world);
        if (flipped === -1) lost += 1;
        if (flipped === 1) gained += 1;
      }
    };
    drawTo(n);
    let verdict = verdictFor(n, lost, gained, false);
    if (verdict.next === 'extend' && verdict.needed_cases !== null) {
      twice += 1;
      drawTo(Math.min(verdict.needed_cases, 4 * n));
      verdict = verdictFor(cases, lost, gained, true);
    }
    if (verdict.verdict === 'promote') promoted += 1;
    if (verdict.verdict === 'reject') rejected += 1;
  }
  return { promoted: shareOf(promoted, runs), rejected: shareOf(rejected, runs), looksTwice: shareOf(twice, runs) };
}

/** How often non-inferiority is shown at any of many looks, a look each `step` cases; `median`: cases at which it was. */
export function manyLooks(runs: number, { most, step }: { most: number; step: number }, world: World, policy: GatePolicy, draw: Draw): { promoted: Share; median: number | null } {
  const known = new Map<string, boolean>();
  const shown = (n: number, lost: number, gained: number): boolean => {
    const key = `${n}/${lost}/${gained}`;
    const found = known.get(key) ?? (() => {
      const scores = Array.from({ length: n }, (_, place) => ({ reference: place < lost ? 1 : place < lost + gained ? 0 : 1, candidate: place < lost ? 0 : 1 }));
      return procedureFor(pairedSample(scores, 'pass'), { looks: policy.looks, minGradedCases: 2 }).exceeds(-policy.margin) <= policy.alpha;
    })();
    known.set(key, found);
    return found;
  };
  const stops: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    let [lost, gained] = [0, 0];
    for (let n = 1; n <= most; n += 1) {
      const flipped = flip(draw, world);
      if (flipped === -1) lost += 1;
      if (flipped === 1) gained += 1;
      if (n % step === 0 && shown(n, lost, gained)) {
        stops.push(n);
        break;
      }
    }
  }
  stops.sort((one, other) => one - other);
  return { promoted: shareOf(stops.length, runs), median: stops.length * 2 > runs ? stops[Math.floor(runs / 2)]! : null };
}

/** How often the canary's e-value reaches 1/alpha within so many pairs, looked at after each; base and canary fail independently. */
export function canary(runs: number, pairs: number, [base, failing]: readonly [number, number], alpha: number, draw: Draw): { alarms: Share; median: number | null } {
  const limit = -Math.log(alpha);
  const stops: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    let [lost, gained] = [0, 0];
    for (let pair = 1; pair <= pairs; pair += 1) {
      const [baseFails, canaryFails] = [draw() < base, draw() < failing];
      if (baseFails === canaryFails) continue;
      if (canaryFails) lost += 1;
      else gained += 1;
      if (lost > gained && logHarmEValue(lost, gained) >= limit) {
        stops.push(pair);
        break;
      }
    }
  }
  stops.sort((one, other) => one - other);
  return { alarms: shareOf(stops.length, runs), median: stops.length * 2 > runs ? stops[Math.floor(runs / 2)]! : null };
}

/** How often cases in groups that flip together are promoted; `told`: whether the gate knows the groups. */
export function grouped(runs: number, { groups, size, together }: { groups: number; size: number; together: number }, world: World, policy: GatePolicy, told: boolean, draw: Draw): Share {
  let promoted = 0;
  for (let run = 0; run < runs; run += 1) {
    const scores = Array.from({ length: groups }, (_, group) => {
      const shared = flip(draw, world);
      return Array.from({ length: size }, () => {
        const flipped = draw() < together ? shared : flip(draw, world);
        return { reference: flipped === 1 ? 0 : 1, candidate: flipped === -1 ? 0 : 1, ...(told && { group: `g${group}` }) };
      });
    }).flat();
    if (procedureFor(pairedSample(scores, 'pass'), { looks: policy.looks, minGradedCases: policy.min_graded_cases }).exceeds(-policy.margin) <= policy.alpha) promoted += 1;
  }
  return shareOf(promoted, runs);
}

/** How often graded scores are promoted whose differences are rare large losses beside many small gains: the t test's hardest case. */
export function graded(runs: number, n: number, { difference, lossShare }: { difference: number; lossShare: number }, policy: GatePolicy, draw: Draw): Share {
  let promoted = 0;
  // A loss of .6 with that probability; everything else moves the mean to the true difference, with some noise.
  const rest = (difference + 0.6 * lossShare) / (1 - lossShare);
  for (let run = 0; run < runs; run += 1) {
    const scores = Array.from({ length: n }, () => {
      const change = draw() < lossShare ? -0.6 : rest + (draw() - 0.5) * 0.2;
      return { reference: 0.7, candidate: Math.min(1, Math.max(0, 0.7 + change)) };
    });
    if (procedureFor(pairedSample(scores, 'score'), { looks: 'planned', minGradedCases: policy.min_graded_cases }).exceeds(-policy.margin) <= policy.alpha) promoted += 1;
  }
  return shareOf(promoted, runs);
}

/** How often slices reject: equal ones falsely, and one that is broken rightly. */
export function slices(runs: number, { count, size, broken }: { count: number; size: number; /** Points lost on the first slice, a fraction. */ broken: number }, discordant: number, policy: GatePolicy, draw: Draw): { rejected: Share; named: Share } {
  let [rejected, named] = [0, 0];
  for (let run = 0; run < runs; run += 1) {
    const cases = Array.from({ length: count * size }, (_, place) => {
      const slice = Math.floor(place / size);
      const flipped = slice === 0 && broken > 0 && draw() < broken ? -1 : flip(draw, { difference: 0, discordant });
      return { ...caseOf(place, flipped), slices: [`slice:${slice}`] };
    });
    const verdict = decide({ kind: 'pass', cases }, policy);
    if (verdict.slices.some(({ status }) => status === 'fail')) rejected += 1;
    if (verdict.slices.some(({ status, name }) => status === 'fail' && name === 'slice:0')) named += 1;
  }
  return { rejected: shareOf(rejected, runs), named: shareOf(named, runs) };
}
