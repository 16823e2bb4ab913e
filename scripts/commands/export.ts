import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command, InvalidArgumentError } from 'commander';
import { writeAtomically } from '../../adapters/files/write-atomically.ts';
import { getAgent } from '../../adapters/store/agents.ts';
import { badCases } from '../../adapters/store/stats.ts';
import { agentCommand, type CommonOptions } from '../command.ts';
import { checkResultFile } from '../result-file.ts';
import { chooseAgent, withSession } from '../session.ts';

const usualLimit = 100;

/** The `export` command: what is in the store as files for other tools. JSON lines, streamed. */
export const exportCommand = () =>
  new Command('export').summary('bad cases as JSON lines').description('What is in the store, as JSON lines for other tools.').addCommand(
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
  );

async function* lines(rows: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}

function positive(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('A whole number from 1 on is expected.');
  return Number(text);
}
