// How much the splits keep from training as days go by and users come back, for the sake of the suite: `npm run evidence:splits`.
import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { nearDuplicateClusters } from '../core/duplicates/clusters.ts';
import { fingerprint } from '../core/evaluation/fingerprint.ts';
import { shuffled } from '../core/random/seeded-draw.ts';
import { assignSides } from '../core/splits/assign-sides.ts';
import { groupsOf } from '../core/splits/groups.ts';
import { saltedShare } from '../core/splits/salted-share.ts';
import { newSeals } from '../core/splits/seals.ts';
import type { Seal, SplitItem } from '../core/splits/side.ts';
import { labelledCsv } from '../sandbox/traffic/labelled-csv.ts';

const options = new Command('held-out')
  .option('--traffic <file>', 'CSV text,category', '../shared/data/banking77/train.csv')
  .option('--days <n>', 'days', '30')
  .option('--per-day <n>', 'verified rows of a day', '300')
  .option('--users <n>', 'who come back', '211')
  .parse()
  .opts<{ traffic: string; days: string; perDay: string; users: string }>();
const [days, perDay, users] = [Number(options.days), Number(options.perDay), Number(options.users)];
const reported = [1, 3, 10, 20, days];
/** Of the verified rows of a day those that are corrections: half at first, three in ten once the agent has learnt. */
const badShare = (day: number): number => Math.max(0.3, 0.55 - 0.05 * day);

if (!existsSync(options.traffic)) {
  process.stderr.write(`${options.traffic} is not there: give any CSV file text,category with --traffic\n`);
  process.exit(2);
}
const questions = shuffled(await labelledCsv(options.traffic), 1, 'days').slice(0, days * perDay);
const clusters = nearDuplicateClusters(questions.map(({ text }) => text));
const rows = questions.map(({ text, intent }, index): SplitItem => {
  const day = Math.floor(index / perDay) + 1;
  return {
    id: `row-${index}`, intent, fingerprint: fingerprint(text), cluster: clusters[index]!, at: day, session: `session ${index}`,
    user: `user ${Math.floor(saltedShare('user', String(index)) * users)}`, bad: saltedShare('bad', String(index)) < badShare(day),
  };
});

process.stdout.write('| regression_share | day | rows | confirmed bad | kept as cases | other rows held out | blocked | train | largest group by chains |\n|---|---|---|---|---|---|---|---|---|\n');
for (const share of [0.05, 0.1, 0.2]) {
  const sealed = new Map<string, Seal>();
  for (let day = 1; day <= days; day += 1) {
    const items = rows.slice(0, day * perDay);
    const placed = assignSides(items, { salt: 'held out', val: 0, test: 0, regressions: share }, sealed);
    for (const [key, seal] of newSeals(items, placed, sealed)) sealed.set(key, seal);
    if (!reported.includes(day)) continue;
    const count = (of: (place: number) => boolean): number => items.reduce((sum, _, place) => sum + Number(of(place)), 0);
    const held = count((place) => placed[place]!.side === 'test');
    const cases = count((place) => placed[place]!.side === 'test' && items[place]!.bad === true);
    const blocked = count((place) => placed[place]!.blocked);
    const largest = groupsOf(items).reduce((most, { members }) => Math.max(most, members.length), 0);
    process.stdout.write(
      `| ${share} | ${day} | ${items.length} | ${count((place) => items[place]!.bad === true)} | ${cases} | ${held - cases} | ${blocked} | ${(100 * (1 - (held + blocked) / items.length)).toFixed(1)} % | ${largest} |\n`,
    );
  }
}
