// Balancing a million candidates over 200 intents whose sizes fall as in production, one in eight of them new, prompts
// of about 60 characters, one in ten a variant of an earlier one: seconds on the clock and of the processor, and peak
// memory, each size in a process of its own. Usage: node bench/balance.ts [COUNT ...]
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { balance } from '../core/balancing/balance.ts';
import { factsOf, type Candidate } from '../core/balancing/candidates.ts';
import { balanceConfigSchema } from '../core/balancing/config.ts';
import type { BalanceRow } from '../core/balancing/plan.ts';
import { textCell } from '../core/balancing/text-cell.ts';
import { fingerprint } from '../core/evaluation/fingerprint.ts';

const intents = 200;
const config = balanceConfigSchema.parse({ intents: { 'intent-000': { at_most: 0.5 }, 'intent-199': { at_least: 500, max_copies: 10 } } });

function candidates(count: number): Candidate[] {
  const random = xoroshiro128plus(6);
  const below = (limit: number): number => uniformInt(random, 0, limit - 1);
  const letters = 'eeeeeeetttttaaaaooooiiiinnnnssshhhrrrdddlluucmwfgypbvkjxqz';
  const words = Array.from({ length: 8_000 }, () => Array.from({ length: 2 + below(8) }, () => letters[below(letters.length)]).join(''));
  const word = (): string => words[Math.floor(words.length ** (below(1 << 20) / (1 << 20))) - 1] ?? 'the';
  const rows: Candidate[] = [];
  for (let index = 0; index < count; index += 1) {
    let [question, rank] = ['', Math.floor(intents ** (below(1 << 20) / (1 << 20))) - 1];
    if (index > 0 && below(10) === 0) {
      const earlier = rows[below(index)]!;
      const parts = earlier.question.split(' ');
      parts[below(parts.length)] = word();
      question = parts.join(' ');
      rank = Number(earlier.intent.slice(-3));
    } else {
      question = word();
      while (question.length < 57) question += ` ${word()}`;
    }
    const intent = `intent-${String(rank).padStart(3, '0')}`;
    // As a reader gives them: texts put together here would be joined while the clock runs.
    rows.push(read({ id: `row-${String(index).padStart(7, '0')}`, intent, origin: below(8) === 0 ? 'new' : 'replay', question, reply: intent, at: 1.7e12 + index * 1_000, user: `user-${below(50_000)}`, tokens: 30 }));
  }
  return rows;
}

const read = (row: Candidate): Candidate => JSON.parse(JSON.stringify(row)) as Candidate;

const exactFacts = (rows: readonly Candidate[]): BalanceRow[] => rows.map((row) => ({ ...row, fingerprint: fingerprint(row.question), cell: textCell(row.question) }));

function measure(count: number, search: boolean): string {
  const given = candidates(count);
  const before = process.memoryUsage().rss;
  const [started, used] = [performance.now(), process.cpuUsage()];
  const rows = search ? factsOf(given, []).rows : exactFacts(given);
  const facts = performance.now();
  const { report } = balance(rows, { ...config, target_size: count / 5 });
  const ended = performance.now();
  const { user, system } = process.cpuUsage(used);
  const seconds = (ms: number): string => (ms / 1_000).toFixed(1);
  const peak = (process.resourceUsage().maxRSS / 1_024).toFixed(0);
  const held = report.limits.filter(({ holds }) => !holds).map(({ name }) => name).join(' ') || 'all';
  return [count, search ? 'yes' : 'no', seconds(facts - started), seconds(ended - facts), seconds(ended - started), seconds((user + system) / 1_000), (before / 2 ** 20).toFixed(0), peak, report.size, report.dropped.duplicate, held].join(' | ');
}

const [, , only, search, ...others] = process.argv;
if (only === '--one') process.stdout.write(`| ${measure(Number(others[0]), search === 'yes')} |\n`);
else {
  const counts = process.argv.length > 2 ? process.argv.slice(2) : ['100000', '1000000'];
  process.stdout.write('| candidates | near-duplicates | facts s | plan s | together s | processor s | MB before | peak MB | rows of the set | duplicates | limits held |\n|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---|\n');
  for (const search of ['no', 'yes'])
    for (const count of counts) process.stdout.write((await promisify(execFile)(process.execPath, [import.meta.filename, '--one', search, count])).stdout);
}
