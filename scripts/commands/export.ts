import { Command, InvalidArgumentError } from 'commander';
import { writeAtomically } from '../../adapters/files/write-atomically.ts';
import { getAgent } from '../../adapters/store/agents.ts';
import { badCases } from '../../adapters/store/stats.ts';
import { agentCommand, type CommonOptions } from '../command.ts';
import { chooseAgent, withSession } from '../session.ts';

const usualLimit = 100;

/** The `export` command: what is in the store as files for other tools. JSON lines, streamed. */
export const exportCommand = () =>
  new Command('export').summary('bad cases as JSON lines').addCommand(
    agentCommand('bad-cases', 'bad cases, worst rating first, one JSON object a line')
      .option('--limit <n>', 'how many at most', positive, usualLimit)
      .action((options: CommonOptions & { limit: number }) =>
        withSession(options.dir, async (session) => {
          const agent = await chooseAgent(session, options.agent);
          const { collect } = (await getAgent(session.pool, agent)).config;
          const rows = badCases(session.pool, agent, collect.low_rating, options.limit);
          if (options.out !== undefined) return writeAtomically(options.out, lines(rows));
          for await (const line of lines(rows)) process.stdout.write(line);
        }),
      ),
  );

async function* lines(rows: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}

function positive(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('A whole number from 1 on is expected.');
  return Number(text);
}
