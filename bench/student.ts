import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { abstainReply } from '../sandbox/student/abstain.ts';
import { answersTo } from '../sandbox/student/answer.ts';
import { untrainedModel } from '../sandbox/student/model.ts';
import type { StudentSize } from '../sandbox/student/size.ts';
import { type Example, train } from '../sandbox/student/train.ts';
import { labelledCsv } from '../sandbox/traffic/labelled-csv.ts';

// How the sandbox's student learns: accuracy on the test set of BANKING77 against random training labels, the share of
// abstentions, and time. Usage: node bench/student.ts [FOLDER with train.csv and test.csv]
const folder = process.argv[2] ?? join(import.meta.dirname, '../../shared/data/banking77');
if (!existsSync(folder)) {
  process.stderr.write(`Skipped: no BANKING77 at ${folder}\n`);
  process.exit(0);
}
const training = await labelledCsv(join(folder, 'train.csv'));
const held = await labelledCsv(join(folder, 'test.csv'));

function shuffled<T>(rows: readonly T[], seed: number): T[] {
  const random = xoroshiro128plus(seed);
  const order = [...rows];
  for (let at = order.length - 1; at > 0; at--) {
    const other = uniformInt(random, 0, at);
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  return order;
}

function measure(size: StudentSize, examples: readonly Example[]): string[] {
  const started = performance.now();
  const model = train(untrainedModel(size), examples, { seed: 1 });
  const trained = performance.now();
  const replies = held.map(({ text }) => answersTo(model, text, [], 2)[0]!.reply);
  const answered = performance.now();
  const right = replies.filter((reply, at) => reply === held[at]!.reply).length;
  const abstained = replies.filter((reply) => reply === abstainReply).length;
  const share = (count: number): string => (count / held.length).toFixed(4);
  return [
    size,
    String(examples.length),
    share(right),
    share(abstained),
    ((trained - started) / 1_000).toFixed(2),
    ((answered - trained) / held.length).toFixed(3),
  ];
}

const print = (cells: readonly string[]): void => void process.stdout.write(`${cells.map((cell) => cell.padStart(12)).join('')}\n`);
print(['size', 'labels', 'accuracy', 'abstained', 'train s', 'predict ms']);
const order = shuffled(training, 1);
for (const size of ['large', 'small'] as const)
  for (const labels of [250, 500, 1_000, 2_000, 4_000, 8_000, training.length]) print(measure(size, order.slice(0, labels)));
