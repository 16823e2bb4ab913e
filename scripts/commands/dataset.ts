import { existsSync } from 'node:fs';
import { Command, Option } from 'commander';
import { parseCandidateFile } from '../../adapters/files/parse-candidate-file.ts';
import { parseManifestFile } from '../../adapters/files/parse-manifest-file.ts';
import { writeAtomically } from '../../adapters/files/write-atomically.ts';
import { getAgent } from '../../adapters/store/agents.ts';
import { getCycle } from '../../adapters/store/cycles.ts';
import { datasetCorrections, datasetEntries, datasetSamples, getDataset, listDatasets } from '../../adapters/store/datasets.ts';
import type { DataCard } from '../../core/balancing/card.ts';
import { cardPage } from '../../core/balancing/card-section.ts';
import { diffDatasets, type DatasetDiff, type DatasetEntry } from '../../core/balancing/dataset-diff.ts';
import { fileDatasetId, splitLines } from '../../core/balancing/output-lines.ts';
import { preferenceLine } from '../../core/balancing/preference-pair.ts';
import { InputError } from '../../core/errors/input-error.ts';
import { trainingLines } from '../../core/training/lines.ts';
import { agentCommand, answer, answerForAgent, flywheelCommand, writeAnswer, type Answer, type CommonOptions } from '../command.ts';
import { checkResultFile } from '../result-file.ts';
import { withSession } from '../session.ts';

/** Ids said one by one; the JSON has all of them. */
const shownIds = 10;

/** The `dataset` commands: what trained, what changed, and the files again. */
export const datasetCommand = () =>
  new Command('dataset')
    .summary('datasets: list, card, diff, rebuild, preference pairs')
    .description('What a model was trained on: data cards, differences, and the files again.')
    .addCommand(
      agentCommand('list', 'the datasets of an agent, newest first').action((options: CommonOptions) =>
        answerForAgent(options, async ({ pool }, agent) => {
          const datasets = await listDatasets(pool, agent);
          const lines = datasets.map(({ id, lines, rows, limits_held, cycle_id }) => `${id}  ${lines} rows (${rows} different)  ${limits_held ? 'limits held' : 'limits not all held'}  ${cycle_id}`);
          return { data: datasets, text: lines.join('\n') || 'no datasets yet' };
        }),
      ),
    )
    .addCommand(
      flywheelCommand('card', 'the data card of a dataset; as a page where --out ends in .html')
        .argument('<id>', 'of the dataset')
        .action(async (id: string, options: CommonOptions) => {
          await answer(options, async ({ pool }) => {
            const { card } = (await getDataset(pool, id)).report as { card?: DataCard };
            if (card === undefined) throw new InputError({ field: 'dataset', found: `${id}, made by an earlier version`, expected: 'a dataset with a data card' });
            return { data: card, text: options.out?.endsWith('.html') === true ? cardPage(card) : JSON.stringify(card, null, 2) };
          });
        }),
    )
    .addCommand(
      flywheelCommand('diff', 'what changed from one dataset to another')
        .argument('<before>', 'a manifest of `balance`, or the id of a dataset in the store')
        .argument('<after>', 'the later dataset, an id or a manifest as well')
        .action(async (before: string, after: string, options: CommonOptions) => {
          const compare = (one: readonly DatasetEntry[], other: readonly DatasetEntry[]): Answer => {
            const diff = diffDatasets(one, other);
            return { data: diff, text: describe(diff) };
          };
          const [old, fresh] = [await fileEntries(before), await fileEntries(after)];
          if (old && fresh) return writeAnswer(options, compare(old, fresh));
          return answer(options, async ({ pool }) => {
            const stored = async (id: string): Promise<DatasetEntry[]> => datasetEntries(pool, (await getDataset(pool, id)).id);
            return compare(old ?? (await stored(before)), fresh ?? (await stored(after)));
          });
        }),
    )
    .addCommand(
      new Command('rebuild')
        .description('Writes a training file again, byte for byte: of a dataset in the store, or of a manifest.')
        .argument('<what>', 'the id of a dataset, or with --manifest the file of candidates that `balance` was given')
        .option('--manifest <file>', 'what `balance --manifest` wrote')
        .addOption(new Option('--weights <how>', 'of a dataset in the store: rows, for a trainer that reads weights in the lines; else they become copies').choices(['copies', 'rows']).default('copies'))
        .requiredOption('--out <file>', 'the training file')
        .option('--dir <folder>', 'data folder of the embedded stack, where no addresses are set', '.flywheel')
        .action(async (file: string, options: { manifest?: string; weights: Weights; out: string; dir: string }) => {
          await checkResultFile(options.out);
          if (options.manifest === undefined) return rebuildStored(file, options);
          const manifest = await parseManifestFile(options.manifest);
          const { rows } = await parseCandidateFile(file);
          const contents = new Map(rows.map(({ candidate, messages }) => [candidate.id, { messages }]));
          const missing = manifest.find(({ id, split }) => split === 'train' && !contents.has(id));
          if (missing) throw new InputError({ source: file, field: 'id', found: `no row ${missing.id.slice(0, 80)}`, expected: 'every row that the manifest trains on' });
          await writeAtomically(options.out, splitLines(manifest, 'train', contents));
          process.stdout.write(`${fileDatasetId(manifest)}\n`);
        }),
    )
    .addCommand(
      flywheelCommand('pairs', 'preference pairs (DPO) of a dataset: each bad reply beside its verified correction; JSON lines')
        .argument('<id>', 'of the dataset')
        .action(async (id: string, options: CommonOptions) => {
          if (options.out !== undefined) await checkResultFile(options.out);
          await withSession(options.dir, async ({ pool }) => {
            await getDataset(pool, id);
            async function* lines(): AsyncGenerator<string> {
              for await (const { messages, reply, rejected } of datasetCorrections(pool, id)) yield preferenceLine(messages, reply, rejected) ?? '';
            }
            if (options.out !== undefined) return writeAtomically(options.out, lines());
            for await (const line of lines()) process.stdout.write(line);
          });
        }),
    );

type Weights = 'copies' | 'rows';

/** As the trainer was sent it: under the configuration of the cycle that made it. Without the rows that were erased since. */
async function rebuildStored(id: string, { weights, out, dir }: { weights: Weights; out: string; dir: string }): Promise<void> {
  await withSession(dir, async ({ pool }) => {
    const dataset = await getDataset(pool, id);
    const { config } = await getAgent(pool, dataset.agent, (await getCycle(pool, dataset.cycle_id)).agent_version);
    const layout = { systemPrompt: config.agent.champion.system_prompt, weights, mostCopies: config.balance.max_copies };
    await writeAtomically(out, trainingLines(datasetSamples(pool, id), layout));
    process.stdout.write(`${id}\n`);
  });
}

/** The rows that train, of a manifest; undefined where the name is not that of a file. */
async function fileEntries(name: string): Promise<DatasetEntry[] | undefined> {
  if (!existsSync(name)) {
    if (!/^d-[0-9a-f]{16}$/.test(name)) throw new InputError({ found: name.slice(0, 80), expected: 'the file of a manifest, or the id of a dataset (d-...)' });
    return undefined;
  }
  return (await parseManifestFile(name)).filter(({ split }) => split === 'train');
}

function describe({ added, removed, changed, unchanged, size, intents }: DatasetDiff): string {
  const ids = (title: string, list: readonly string[]): string[] =>
    list.length === 0 ? [] : [`${title} ${list.length}: ${list.slice(0, shownIds).join(', ')}${list.length > shownIds ? ', ...' : ''}`];
  return [
    `${size.before} -> ${size.after} rows, copies included; ${unchanged} different ones as before`,
    ...ids('added', added),
    ...ids('removed', removed),
    ...ids('shown more or less often', changed.map(({ id }) => id)),
    ...intents.map(({ intent, before, after }) => `${intent}: ${before} -> ${after}`),
  ].join('\n');
}
