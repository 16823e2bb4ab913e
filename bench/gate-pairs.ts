// What a judge that goes by the place does to the gate, exactly: its verdicts are ties, and ties look like "no worse".
// Prints Markdown. Usage: node bench/gate-pairs.ts
import binomial from '@stdlib/stats-base-dists-binomial';
import { percent } from '../core/figures/figure-text.ts';
import { pairsConsistent } from '../core/gate/pair-consistency.ts';
import { probabilityOf, promotes } from './gate-exact.ts';
import { policyOf } from './gate-simulation.ts';

const print = (line = ''): void => void process.stdout.write(`${line}\n`);
const [cases, margin, discordant] = [687, 0.03, 0.1];
const policy = policyOf({ margin });

/** How often the criterion lets a judge pass that says the same in both orders with this probability, independently of which reply is better. */
function letsThrough(consistency: number): number {
  let sum = 0;
  for (let consistent = 0; consistent <= cases; consistent += 1) {
    const tally = { pairs: cases, identical: 0, compared: cases, consistent, ties: 0, firstPlace: 0, unreadable: 0, unanswered: 0, noReply: 0 };
    const [criterion] = pairsConsistent({ kind: 'pass', cases: [], pairs: tally }, policy);
    if (!criterion!.blocking) sum += consistency === 0 || consistency === 1 ? Number(consistent === consistency * cases) : binomial.pmf(consistent, cases, consistency);
  }
  return sum;
}

print(`${cases} pairs, margin ${margin}, ${percent(discordant)} of the pairs differ in truth; all of them are judged by pairs.\n`);
print('| consistent | equal | 3 points worse | 5 points worse | 8 points worse | the criterion lets through |\n|---|---|---|---|---|---|');
for (const consistency of [1, 0.8, 0.65, 0.6, 0.55, 0.5, 0.3, 0]) {
  // What follows the place is a tie: of every true difference this share is seen.
  const promoted = (difference: number): string => percent(probabilityOf(cases, { difference: difference * consistency, discordant: discordant * consistency }, promotes({ margin, alpha: policy.alpha })));
  print(`| ${percent(consistency)} | ${[0, -0.03, -0.05, -0.08].map(promoted).join(' | ')} | ${percent(letsThrough(consistency))} |`);
}
