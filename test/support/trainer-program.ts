import { spawn } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

/** A command as a command trainer calls it, that does what its parameters say. */
const { values } = parseArgs({ options: { train: { type: 'string' }, val: { type: 'string' }, out: { type: 'string' }, seed: { type: 'string' }, params: { type: 'string' } } });
const { train = '', val = '', out = '', seed = '', params = '{}' } = values;
const { behaviour = 'succeed', tally } = JSON.parse(params) as { behaviour?: string; tally?: string };

if (tally !== undefined) appendFileSync(tally, `${process.pid}\n`);
const rows = readFileSync(train, 'utf8').trim().split('\n').length;
const say = (metrics: object): void => console.log(JSON.stringify(metrics));

console.log(`training on ${rows} rows`);
console.error('a warning that is no metric');
for (let step = 1; step <= 3; step++) say({ step, total_steps: 3, loss: 1 / step });
if (behaviour === 'fail') process.exit(7);
if (behaviour === 'refuse') process.exit(65);
if (behaviour === 'stubborn') {
  process.on('SIGTERM', () => appendFileSync(join(out, 'asked'), 'SIGTERM\n'));
  spawn('sleep', ['600'], { stdio: 'ignore' });
}
if (behaviour === 'slow' || behaviour === 'stubborn') await sleep(600_000);
if (behaviour !== 'nothing') {
  const held = readFileSync(val, 'utf8').split('\n').filter(Boolean).length;
  writeFileSync(join(out, 'model.json'), JSON.stringify({ rows, held, seed, params: JSON.parse(params) as object, env: Object.keys(process.env).sort() }));
}
say({ trained_tokens: rows * 30, epochs: 3 });
