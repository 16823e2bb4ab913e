import { Command, InvalidArgumentError } from 'commander';
import { writeAtomically } from '../adapters/files/write-atomically.ts';
import { actingUser } from './acting-user.ts';
import { checkResultFile } from './result-file.ts';
import { chooseAgent, withSession, type Session } from './session.ts';

export type CommonOptions = { agent?: string; json?: true; out?: string; dir: string };

/** What a command says: `data` for machines, `text` for people, and how it ends. */
export type Answer = { data: unknown; text: string; exitCode?: number };

/** A command with the options that all have. */
export function flywheelCommand(name: string, summary: string): Command {
  return new Command(name)
    .summary(summary)
    .description(`${summary[0]?.toUpperCase()}${summary.slice(1)}.`)
    .option('--json', 'print the result for machines, and nothing else on stdout')
    .option('--out <file>', 'write the result to a file instead; as JSON where its name ends in .json')
    .option('--dir <folder>', 'data folder of the embedded stack, where no addresses are set', '.flywheel');
}

/** The same for a command that is about one agent. */
export const agentCommand = (name: string, summary: string): Command =>
  flywheelCommand(name, summary).option('--agent <name>', 'which agent; not needed where only one is applied');

/** The options of a command that decides something: they stand in the audit trail. */
export const decisionOptions = (command: Command): Command =>
  command
    .requiredOption('--why <reason>', 'the reason, for who looks at the audit trail later', (text) => {
      if (text.trim() === '') throw new InvalidArgumentError('A reason is expected.');
      return text;
    })
    .option('--by <name>', 'who decides, for the audit trail', actingUser());

/** Runs a command's work within a session and prints what it answers. */
export async function answer(options: CommonOptions, work: (session: Session) => Promise<Answer>): Promise<void> {
  if (options.out !== undefined) await checkResultFile(options.out);
  await writeAnswer(options, await withSession(options.dir, work));
}

/** Prints what a command answers, or writes it where the options say: all that is left for one that needs no session. */
export async function writeAnswer(options: CommonOptions, { data, text, exitCode }: Answer): Promise<void> {
  if (exitCode !== undefined) process.exitCode = exitCode;
  const forMachines = options.json === true || options.out?.endsWith('.json') === true;
  const result = forMachines ? JSON.stringify(data, null, 2) : text;
  const written = result === '' || result.endsWith('\n') ? result : `${result}\n`;
  if (options.out === undefined) process.stdout.write(written);
  else await writeAtomically(options.out, written);
}

/** The same, for one agent. */
export const answerForAgent = (options: CommonOptions, work: (session: Session, agent: string) => Promise<Answer>): Promise<void> =>
  answer(options, async (session) => work(session, await chooseAgent(session, options.agent)));
