// What balancing does to a model, on BANKING77 with the sandbox's student: traffic of 100:1 with and without balancing,
// forgetting with and without replay, questions of the test file that must not train. Prints Markdown.
// Usage: node bench/balance-banking.ts [FOLDER with train.csv and test.csv] [SEEDS]
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { balance, usualEpochs } from '../core/balancing/balance.ts';
import { factsOf, type Candidate } from '../core/balancing/candidates.ts';
import { balanceConfigSchema } from '../core/balancing/config.ts';
import type { BalanceReport } from '../core/balancing/plan.ts';
import { nearTwinIndex } from '../core/duplicates/near-twins.ts';
import { fingerprint } from '../core/evaluation/fingerprint.ts';
import { shuffled } from '../core/random/seeded-draw.ts';
import { answersTo } from '../sandbox/student/answer.ts';
import { untrainedModel, type StudentModel } from '../sandbox/student/model.ts';
import { train, type Example } from '../sandbox/student/train.ts';
import { labelledCsv } from '../sandbox/traffic/labelled-csv.ts';

const folder = process.argv[2] ?? join(import.meta.dirname, '../../shared/data/banking77');
if (!existsSync(folder)) {
  process.stderr.write(`Skipped: no BANKING77 at ${folder}\n`);
  process.exit(0);
}
const seeds = Array.from({ length: Number(process.argv[3] ?? 3) }, (_, index) => index + 1);
const training = await labelledCsv(join(folder, 'train.csv'));
const held = await labelledCsv(join(folder, 'test.csv'));
const intents = [...new Set(training.map(({ intent }) => intent))].sort();

type Row = { text: string; intent: string; origin: 'new' | 'replay' };

const candidatesOf = (rows: readonly Row[]): Candidate[] =>
  rows.map(({ text, intent, origin }, index) => ({ id: `r${String(index).padStart(5, '0')}`, intent, origin, question: text, reply: intent, at: index }));

function balanced(rows: readonly Row[], section: object, heldOut: readonly string[] = []): { examples: Example[]; report: BalanceReport } {
  const plan = balance(factsOf(candidatesOf(rows), heldOut).rows, balanceConfigSchema.parse(section), { epochs: usualEpochs });
  const examples = plan.rows.flatMap(({ copies, split }, index) => (split === 'train' ? Array.from({ length: copies }, () => ({ text: rows[index]!.text, reply: rows[index]!.intent })) : []));
  return { examples, report: plan.report };
}

const asTheyCome = (rows: readonly Row[]): Example[] => rows.map(({ text, intent }) => ({ text, reply: intent }));

/** Recall of each intent, so that any part of them can be looked at. */
function recalls(model: StudentModel): Map<string, { right: number; all: number }> {
  const found = new Map(intents.map((intent) => [intent, { right: 0, all: 0 }]));
  for (const { text, intent } of held) {
    const tally = found.get(intent)!;
    tally.all += 1;
    tally.right += Number(answersTo(model, text, [], 1)[0]?.reply === intent);
  }
  return found;
}
const share = (found: Map<string, { right: number; all: number }>, of: readonly string[]): number => {
  const tallies = of.map((intent) => found.get(intent)!);
  return tallies.reduce((sum, { right }) => sum + right, 0) / tallies.reduce((sum, { all }) => sum + all, 0);
};
const mean = (values: readonly number[]): string => (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(3);
const print = (cells: readonly (number | string)[]): void => void process.stdout.write(`| ${cells.join(' | ')} |\n`);
const fit = (model: StudentModel, examples: readonly Example[], seed: number, epochs?: number): StudentModel =>
  train(model, shuffled(examples, seed, 'order'), { seed, ...(epochs !== undefined && { epochs }) });

/** Sizes fall from all rows of the most frequent intent to a hundredth of that. */
function skewed(seed: number): { rows: Row[]; order: string[] } {
  const order = shuffled(intents, seed, 'skew');
  const rows = order.flatMap((intent, rank) => {
    const own = training.filter((row) => row.intent === intent);
    return shuffled(own, seed, intent).slice(0, Math.max(1, Math.round(120 * 100 ** (-rank / (order.length - 1))))).map(({ text }): Row => ({ text, intent, origin: 'new' }));
  });
  return { rows: shuffled(rows, seed, 'traffic'), order };
}

process.stdout.write(`Traffic of 100:1, ${seeds.length} seeds:\n\n`);
print(['set', 'rows', 'accuracy', 'most frequent third', 'middle third', 'rarest third']);
print(['---', '---:', '---:', '---:', '---:', '---:']);
const third = Math.floor(intents.length / 3);
const skewArms: Record<string, (rows: Row[]) => Example[]> = {
  'as it comes': asTheyCome,
  'balanced, floor 50': (rows) => balanced(rows, {}).examples,
  'balanced, floor 20': (rows) => balanced(rows, { intent_min_samples: 20 }).examples,
  'cut to 10 an intent': (rows) => balanced(rows, { intent_min_samples: 0, intents: Object.fromEntries(intents.map((intent) => [intent, { at_most: 10 }])) }).examples,
};
for (const [name, make] of Object.entries(skewArms)) {
  const results = seeds.map((seed) => {
    const { rows, order } = skewed(seed);
    const examples = make(rows);
    const found = recalls(fit(untrainedModel('large'), examples, seed));
    return { count: examples.length, order, found };
  });
  const part = (from: number, to?: number): string => mean(results.map(({ found, order }) => share(found, order.slice(from, to))));
  print([name, (results.reduce((sum, { count }) => sum + count, 0) / results.length).toFixed(0), part(0), part(0, third), part(third, 2 * third), part(2 * third)]);
}

process.stdout.write('\n57 intents known, 20 new ones learned:\n\n');
print(['training', 'rows', 'new share', 'deferred', 'old intents', 'new intents', 'all']);
print(['---', '---:', '---:', '---:', '---:', '---:', '---:']);
const noFloor = { intent_min_samples: 0, user_max_ratio: 1 };
const arms: Record<string, { section: object; incremental: boolean }> = {
  'on from the old model, new rows alone': { section: { ...noFloor, strategy: 'incremental', new_sample_ratio: [0, 1] }, incremental: true },
  'on from the old model, replay to .2 new': { section: { ...noFloor, strategy: 'incremental' }, incremental: true },
  'on from the old model, replay, all new rows': { section: { ...noFloor, strategy: 'incremental', on_conflict: 'exposures' }, incremental: true },
  'from the base, cumulative, .2 new': { section: noFloor, incremental: false },
  'from the base, cumulative, all new rows': { section: { ...noFloor, new_sample_ratio: [0, 1] }, incremental: false },
};
const forgetting = seeds.map((seed) => {
  const order = shuffled(intents, seed, 'forgetting');
  const fresh = new Set(order.slice(0, 20));
  const rows = training.map(({ text, intent }): Row => ({ text, intent, origin: fresh.has(intent) ? 'new' : 'replay' }));
  const before = fit(untrainedModel('large'), asTheyCome(rows.filter(({ origin }) => origin === 'replay')), seed);
  return { seed, rows, before, old: order.slice(20), fresh: order.slice(0, 20) };
});
print(['the old model', '', '', '', mean(forgetting.map(({ before, old }) => share(recalls(before), old))), '', '']);
for (const [name, { section, incremental }] of Object.entries(arms)) {
  const results = forgetting.map(({ seed, rows, before, old, fresh }) => {
    const { examples, report } = balanced(rows, section);
    const found = recalls(fit(incremental ? before : untrainedModel('large'), examples, seed));
    return { report, old: share(found, old), fresh: share(found, fresh), all: share(found, intents) };
  });
  print([
    name, mean(results.map(({ report }) => report.size)).replace(/\..*/, ''), mean(results.map(({ report }) => report.new_share)), mean(results.map(({ report }) => report.dropped.deferred)).replace(/\..*/, ''),
    mean(results.map((one) => one.old)), mean(results.map((one) => one.fresh)), mean(results.map((one) => one.all)),
  ]);
}

process.stdout.write('\nThe test file as a suite:\n\n');
const rows = training.map(({ text, intent }): Row => ({ text, intent, origin: 'replay' }));
const questions = held.map(({ text }) => text);
const asked = new Set(questions.map(fingerprint));
const { report, examples } = balanced(rows, noFloor, questions);
const twinOf = (texts: readonly string[]): number => {
  const find = nearTwinIndex(texts);
  return questions.filter((question) => find(question) !== undefined).length;
};
print(['', 'training rows', 'with the words of a test question', 'test questions with a twin in training']);
print(['---', '---:', '---:', '---:']);
print(['as it comes', rows.length, rows.filter(({ text }) => asked.has(fingerprint(text))).length, twinOf(rows.map(({ text }) => text))]);
print(['balanced', examples.length, examples.filter(({ text }) => asked.has(fingerprint(text))).length, twinOf(examples.map(({ text }) => text))]);
process.stdout.write(`\n${report.dropped.leak} rows blocked as leaks, ${report.dropped.duplicate} duplicates and ${report.dropped.conflict} in conflict set aside.\n`);
