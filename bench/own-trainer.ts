import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeAtomically } from '../adapters/files/write-atomically.ts';
import { commandTrainer } from '../adapters/trainers/command.ts';
import { shuffled } from '../core/random/seeded-draw.ts';
import { shareOf } from '../core/figures/share.ts';
import { trainingLine } from '../core/training/line.ts';
import { guesses, loadClassifier, type Classifier } from '../examples/own-trainer/classifier.ts';
import { labelledCsv } from '../sandbox/traffic/labelled-csv.ts';

// The example's trainer as a command trainer runs it: accuracy on the test set of BANKING77 against random training labels,
// and what the weights of rows do. Usage: node bench/own-trainer.ts [FOLDER with train.csv and test.csv]
const source = process.argv[2] ?? join(import.meta.dirname, '../../shared/data/banking77');
if (!existsSync(source)) {
  process.stderr.write(`Skipped: no BANKING77 at ${source}\n`);
  process.exit(0);
}
type Turn = Awaited<ReturnType<typeof labelledCsv>>[number];
const training = await labelledCsv(join(source, 'train.csv'));
const test = await labelledCsv(join(source, 'test.csv'));
const folder = await mkdtemp(join(tmpdir(), 'flywheel-own-trainer-'));
const call = { timeoutMs: 60_000 };
const trainer = commandTrainer({
  name: 'own', env: process.env,
  config: {
    kind: 'command', keep_jobs: { days: 90, latest: 10 }, argv: [process.execPath, 'train.ts'], working_folder: join(import.meta.dirname, '../examples/own-trainer'),
    jobs_folder: folder, environment: [], usd_per_hour: 1, context_tokens: 65_536,
  },
});
let jobs = 0;

async function train(rows: readonly Turn[], weightOf: (turn: Turn) => number = () => 1): Promise<{ model: Classifier; seconds: number; steps: number }> {
  const file = join(folder, 'rows.jsonl');
  await writeAtomically(file, rows.map((turn) => trainingLine([{ role: 'user', content: turn.text }], turn.reply, '', weightOf(turn))));
  const order = { key: `bench-${++jobs}-${'0'.repeat(12)}`, installation: 'bench', baseModel: 'none', fileId: await trainer.upload(file, 'rows.jsonl', call), hyperparameters: {}, seed: 1, suffix: 'bench' };
  const started = performance.now();
  const { jobId } = await trainer.submit(order, call);
  for (;;) {
    const { status, artefact } = await trainer.poll(jobId, call);
    if (status !== 'running' && !artefact) throw new Error(`the training ended ${status}`);
    const seconds = (performance.now() - started) / 1_000;
    if (artefact) return { model: loadClassifier(artefact.path), seconds, steps: (await trainer.events(jobId, undefined, call)).length };
    await sleep(50);
  }
}

const answersOf = (model: Classifier): string[] => test.map(({ text }) => guesses(model, text)[0]?.reply ?? '');
const percent = (part: number): string => (100 * part).toFixed(1);
function shown(right: number, of: number): string {
  const { interval } = shareOf(right, of);
  return `${percent(right / of)}% (${interval ? interval.map(percent).join(' to ') : 'no interval'})`;
}

try {
  console.log('| labels | right of 3,080 (95% Wilson) | metrics lines | seconds |\n|---:|---|---:|---:|');
  for (const labels of [500, 2_000, training.length]) {
    const { model, seconds, steps } = await train(shuffled(training, 1, 'labels').slice(0, labels));
    const right = answersOf(model).filter((reply, at) => reply === test[at]?.reply).length;
    console.log(`| ${labels} | ${shown(right, test.length)} | ${steps} | ${seconds.toFixed(1)} |`);
  }
  const clean = shuffled(training, 1, 'labels').slice(0, 2_000);
  // Every second row is given the reply of the row after it.
  const spoilt = clean.map((turn, at) => (at % 2 === 0 ? turn : { ...turn, reply: clean[(at + 1) % clean.length]?.reply ?? turn.reply }));
  const wrong = new Set(spoilt.filter((turn, at) => turn.reply !== clean[at]?.reply));
  const rightOf = (model: Classifier): string => shown(answersOf(model).filter((reply, at) => reply === test[at]?.reply).length, test.length);
  console.log(`\n${wrong.size} of ${spoilt.length} rows with a wrong reply: ${rightOf((await train(spoilt)).model)} right when all count the same,`);
  console.log(`${rightOf((await train(spoilt, (turn) => (wrong.has(turn) ? 0.05 : 1))).model)} when those have weight .05, ${rightOf((await train(spoilt.filter((turn) => !wrong.has(turn)))).model)} without them.`);
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
