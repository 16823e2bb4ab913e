import { Command } from 'commander';
import { writeAtomically } from '../adapters/files/write-atomically.ts';
import { chooseAgent, withSession, type Session } from './session.ts';

export type CommonOptions = { agent?: string; json?: true; out?: string; dir: string };

/** What a command says: `data` for machines, `text` for people, and how it ends. */
export type Answer = { data: unknown; text: string; exitCode?: number };

/** A command with the options that all have. */
export function flywheelCommand(name: string, summary: string): Command {
  return new Command(name)
    .summary(summary)
    .description(`${summary[0]?.toUpperCase()}${summary.slice(1)}.`)
    .option('--json', 'print the result for machines')
    .option('--out <file>', 'write the result to a file instead')
    .option('--dir <folder>', 'data folder of the embedded stack, where no addresses are set', '.flywheel');
}

/** The same for a command that is about one agent. */
export const agentCommand = (name: string, summary: string): Command =>
  flywheelCommand(name, summary).option('--agent <name>', 'which agent; not needed where only one is applied');

/** Runs a command's work within a session and prints what it answers. */
export async function answer(options: CommonOptions, work: (session: Session) => Promise<Answer>): Promise<void> {
  const { data, text, exitCode } = await withSession(options.dir, work);
  if (exitCode !== undefined) process.exitCode = exitCode;
  const asText = options.json === true || options.out?.endsWith('.json') ? `${JSON.stringify(data, null, 2)}\n` : text.endsWith('\n') || text === '' ? text : `${text}\n`;
  if (options.out === undefined) process.stdout.write(asText);
  else await writeAtomically(options.out, asText);
}

/** The same, for one agent. */
export const answerForAgent = (options: CommonOptions, work: (session: Session, agent: string) => Promise<Answer>): Promise<void> =>
  answer(options, async (session) => work(session, await chooseAgent(session, options.agent)));
