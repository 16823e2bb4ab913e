import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { saveClassifier, trainClassifier, type Example } from './classifier.ts';

// What a command trainer is: a program that reads chat JSONL, says how it goes in JSON lines, and leaves a model in a folder.
// npx node train.ts --train rows.jsonl --val held-out.jsonl --out model --seed 1 --params '{"n_epochs": 20}'

const { values } = parseArgs({ options: { train: { type: 'string' }, val: { type: 'string' }, out: { type: 'string' }, seed: { type: 'string', default: '1' }, params: { type: 'string', default: '{}' } } });
if (values.train === undefined || values.out === undefined) {
  console.error('usage: train.ts --train FILE --out FOLDER [--val FILE] [--seed N] [--params JSON]');
  process.exit(2);
}

type Row = { messages: { role: string; content: string }[]; weight?: number };

const readRows = (path: string): Row[] => readFileSync(path, 'utf8').split('\n').filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as Row);

function examplesOf(rows: readonly Row[]): Example[] {
  return rows.map(({ messages, weight = 1 }) => ({
    text: messages.findLast(({ role }) => role === 'user')?.content ?? '',
    reply: messages.at(-1)?.content ?? '',
    weight,
  }));
}

/** The provider's word for "choose yourself". */
const chosen = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

const params = JSON.parse(values.params) as Record<string, unknown>;
const rows = readRows(values.train);
const held = values.val === undefined ? [] : readRows(values.val);
const epochs = chosen(params['n_epochs'], 20);
const rate = 2 * chosen(params['learning_rate_multiplier'], 1);
const say = (metrics: object): void => console.log(JSON.stringify(metrics));

const model = trainClassifier(examplesOf(rows), examplesOf(held), { epochs, rate, seed: Number(values.seed) }, ({ epoch, loss, validLoss }) => {
  say({ step: epoch, total_steps: epochs, loss, ...(validLoss !== undefined && { valid_loss: validLoss }) });
});
saveClassifier(values.out, model);
// As a provider counts them: every message of a line, a few for its role, about four letters each.
const tokens = rows.flatMap(({ messages }) => messages).reduce((sum, { content }) => sum + 3 + Math.ceil(content.length / 4), 0);
say({ trained_tokens: tokens * epochs, epochs });
