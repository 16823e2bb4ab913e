// Operating characteristics of the gate: what it lets through and what it holds back where the truth is known, by seeded simulation
// and, where the counts of lost and gained cases decide alone, exactly.
// Prints Markdown. Usage: node bench/gate-operating.ts [RUNS, default 4000]
import { percent } from '../core/figures/figure-text.ts';
import { smallestSampleWithoutFlip } from '../core/gate/sample-size.ts';
import type { Share } from '../core/figures/share.ts';
import { probabilityOf, promotes, worstError } from './gate-exact.ts';
import { canary, drawOf, fixedSize, graded, grouped, manyLooks, policyOf, slices, type World } from './gate-simulation.ts';

const runs = Number(process.argv[2] ?? 4_000);
const seed = 20_271_231;

const rate = ({ count, of, interval }: Share): string => `${percent(count / of)} (${interval ? `${percent(interval[0])} to ${percent(interval[1])}` : ''})`;
const print = (line = ''): void => void process.stdout.write(`${line}\n`);
const table = (head: readonly string[]): void => print(`| ${head.join(' | ')} |\n|${head.map(() => '---').join('|')}|`);
const row = (...cells: readonly (string | number | null)[]): void => print(`| ${cells.map((cell) => cell ?? 'not reached').join(' | ')} |`);
const { alpha } = policyOf({});
const exact = (probability: number): string => `${(probability * 100).toFixed(2)}%`;
const exactly = (n: number, world: World, margin: number): string => exact(probabilityOf(n, world, promotes({ margin, alpha })));
const draw = (...name: readonly (string | number)[]) => drawOf(seed, name.join('/'));

print(`${runs} runs a row, seed ${seed}; in brackets the 95 % interval of the simulation; exactly: the sum of the probabilities of all counts that are promoted.\n`);

table(['one look, pass/fail', 'cases', 'flips', 'margin', 'promoted', 'exactly', 'rejected']);
for (const [name, difference, n, discordant, margin] of [
  ['3 points worse', -0.03, 300, 0.1, 0.03], ['3 points worse', -0.03, 687, 0.1, 0.03], ['3 points worse', -0.03, 687, 0.05, 0.03], ['3 points worse', -0.03, 2_000, 0.2, 0.03],
  ['2 points worse', -0.02, 773, 0.05, 0.02], ['2 points worse', -0.02, 150, 0.02, 0.02], ['5 points worse', -0.05, 687, 0.1, 0.03],
  ['equal', 0, 500, 0.03, 0.02], ['equal', 0, 773, 0.05, 0.02], ['equal', 0, 687, 0.1, 0.03], ['3 points better', 0.03, 500, 0.1, 0.02],
] as const) {
  const found = fixedSize(runs, n, { difference, discordant }, policyOf({ margin }), draw('one', difference, n, discordant, margin));
  row(name, n, percent(discordant), margin, rate(found.promoted), exactly(n, { difference, discordant }, margin), rate(found.rejected));
}

print();
table(['worse by the whole margin, promoted exactly', 'cases', 'at most, up to 30% flips', 'at flips of', '5% flips', '10% flips']);
for (const [margin, sizes] of [[0.02, [smallestSampleWithoutFlip(0.02, alpha), 200, 300, 500, 773, 2_000]], [0.03, [smallestSampleWithoutFlip(0.03, alpha), 200, 300, 500, 687, 2_000]]] as const) {
  for (const n of sizes) {
    const { error, discordant } = worstError(n, { margin, alpha });
    row(`margin ${margin}`, n, exact(error), `${percent(discordant)}${discordant === margin ? ', all of them losses' : ''}`, exactly(n, { difference: -margin, discordant: 0.05 }, margin), exactly(n, { difference: -margin, discordant: 0.1 }, margin));
  }
}

print();
table(['up to two looks (first at 400 cases, 5 % flips, margin .02)', 'promoted', 'looked twice']);
for (const [name, difference] of [['2 points worse', -0.02], ['equal', 0]] as const) {
  const found = fixedSize(runs, 400, { difference, discordant: 0.05 }, policyOf({ on_inconclusive: 'extend' }), draw('two', difference));
  row(name, rate(found.promoted), rate(found.looksTwice));
}

print();
table(['a look each 50 cases up to 3,000 (5 % flips, margin .02)', 'promoted', 'median cases']);
for (const [name, difference, looks] of [['2 points worse, e-values', -0.02, 'any'], ['2 points worse, tests of fixed size looked at again and again', -0.02, 'planned'], ['equal, e-values', 0, 'any']] as const) {
  const found = manyLooks(runs, { most: 3_000, step: 50 }, { difference, discordant: 0.05 }, policyOf({ looks }), draw('many', difference, looks));
  row(name, rate(found.promoted), found.median);
}

print();
table(['canary e-value, alpha .05, after every pair up to 2,000', 'alarms', 'median pairs']);
for (const failing of [0.1, 0.15, 0.2, 0.3]) {
  const found = canary(runs, 2_000, [0.1, failing], 0.05, draw('canary', failing));
  row(`base fails .10, canary ${failing}`, rate(found.alarms), found.median);
}

print();
table(['100 groups of 10 that flip together in half of their cases, 10 % flips, margin .03, 3 points worse', 'promoted']);
for (const told of [false, true]) {
  row(told ? 'the gate knows the groups' : 'it does not', rate(grouped(runs, { groups: 100, size: 10, together: 0.5 }, { difference: -0.03, discordant: 0.1 }, policyOf({ margin: 0.03 }), told, draw('groups', String(told)))));
}

print();
table(['graded scores, 2 points worse by losses of .6, margin .02', 'cases', 'promoted']);
for (const [n, lossShare] of [[30, 0.1], [100, 0.1], [400, 0.1], [100, 0.03], [400, 0.03]] as const) {
  row(`on ${percent(lossShare)} of the cases`, n, rate(graded(runs, n, { difference: -0.02, lossShare }, policyOf({}), draw('graded', n, lossShare))));
}

print();
const fewer = Math.max(1, Math.round(runs / 10));
table([`slices, 6 % flips, equal elsewhere (${fewer} runs a row)`, 'a slice rejects', 'the broken one is named']);
for (const [name, count, size, broken] of [['77 of 20 cases, all equal', 77, 20, 0], ['10 of 160, all equal', 10, 160, 0], ['10 of 160, one 20 points down', 10, 160, 0.2], ['77 of 20, one 60 points down', 77, 20, 0.6], ['77 of 20, one 30 points down', 77, 20, 0.3]] as const) {
  const found = slices(fewer, { count, size, broken }, 0.06, policyOf({ margin: 0.02 }), draw('slices', count, size, broken));
  row(name, rate(found.rejected), broken > 0 ? rate(found.named) : '-');
}
