import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { writeAtomically } from '../../adapters/files/write-atomically.ts';
import { getAgent } from '../../adapters/store/agents.ts';
import { slice } from '../../adapters/store/slices.ts';
import { badCases } from '../../adapters/store/stats.ts';
import { parseInstant } from '../../core/interaction/instant.ts';
import { definitions } from '../../core/signals/table/index.ts';
import { tiers, type Tier } from '../../core/signals/tier.ts';
import { agentCommand, type CommonOptions } from '../command.ts';
import { checkResultFile } from '../result-file.ts';
import { chooseAgent, withSession } from '../session.ts';
import { sliceCsv, sliceJson } from '../slice-lines.ts';

const usualLimit = 100;

/** The `export` command: what is in the store as files for other tools. JSON lines, streamed. */
export const exportCommand = () =>
  new Command('export').summary('bad cases and slices as files for other tools').description('What is in the store, as files for other tools.').addCommand(
    agentCommand('bad-cases', 'bad cases, worst rating first, one JSON object a line')
      .option('--limit <n>', 'how many at most; the worst come first', positive, usualLimit)
      .action(async (options: CommonOptions & { limit: number }) => {
        if (options.out !== undefined) await checkResultFile(options.out);
        await withSession(options.dir, async (session) => {
          const agent = await chooseAgent(session, options.agent);
          const { collect } = (await getAgent(session.pool, agent)).config;
          const rows = badCases(session.pool, agent, collect.low_rating, options.limit);
          if (options.out !== undefined) return writeAtomically(options.out, lines(rows));
          return pipeline(Readable.from(lines(rows)), process.stdout, { end: false });
        });
      }),
  ).addCommand(slicesCommand());

type SliceOptions = CommonOptions & { tier?: Tier; model?: string; signal: string[]; since?: Date; limit?: number; csv?: true };

const slicesCommand = () =>
  agentCommand('slices', 'analyzed interactions by tier, model, signal and date, worst first; JSON lines or CSV')
    .addOption(new Option('--tier <tier>', 'how suspicious').choices(tiers))
    .option('--model <name>', 'which model answered')
    .option('--signal <code>', 'only where this signal fired; repeated: where all of them did', signalCode, [] as string[])
    .option('--since <date>', 'from this instant on (RFC 3339, or a date in UTC)', instant)
    .option('--limit <n>', 'how many at most', positive)
    .option('--csv', 'as a table; also where the name of --out ends in .csv')
    .action(async (options: SliceOptions) => {
      if (options.out !== undefined) await checkResultFile(options.out);
      await withSession(options.dir, async (session) => {
        const agent = await chooseAgent(session, options.agent);
        const { tier = null, model = null, signal, since = null, limit = null } = options;
        const rows = slice(session.pool, { agent, tier, model, signals: signal, since, limit });
        const text = options.csv === true || options.out?.endsWith('.csv') === true ? sliceCsv(rows) : sliceJson(rows);
        if (options.out !== undefined) return writeAtomically(options.out, text);
        return pipeline(Readable.from(text), process.stdout, { end: false });
      });
    });

async function* lines(rows: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}

function positive(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('A whole number from 1 on is expected.');
  return Number(text);
}

function signalCode(code: string, others: string[]): string[] {
  if (!definitions.has(code)) throw new InvalidArgumentError(`One of ${[...definitions.keys()].join(', ')} is expected.`);
  return [...others, code];
}

function instant(text: string): Date {
  const at = parseInstant(text);
  if (at === undefined) throw new InvalidArgumentError('A date such as 2026-01-31 or 2026-01-31T08:00:00Z is expected.');
  return at;
}
