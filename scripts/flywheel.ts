#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { InputError } from '../core/errors/input-error.ts';
import { loadCommands } from './commands/index.ts';
import { exitCodes, OutOfReachError } from './exit-code.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

const program = new Command('flywheel')
  .description('The data flywheel for LLM agents: yesterday\'s interactions become a better agent, released only when the evidence says so.')
  .version(version)
  .showSuggestionAfterError()
  .exitOverride();
for (const command of await loadCommands(process.argv[2])) program.addCommand(command.exitOverride());
// Commander copies settings when a sub-command is made, not when it is added.
for (const command of program.commands) for (const sub of command.commands) sub.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** One clear line for what a user can mend; everything else shows its stack. */
function report(error: unknown): number {
  // Commander has printed its own message.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  if (error instanceof InputError) {
    process.stderr.write(`${error.message}\n`);
    return exitCodes.usage;
  }
  if (error instanceof OutOfReachError || lostConnection(error)) {
    process.stderr.write(`${(error as Error).message}\n`);
    return exitCodes.outOfReach;
  }
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return exitCodes.no;
}

/** Postgres, Temporal or the provider went away in the middle of the work. */
function lostConnection(error: unknown): boolean {
  const { code, name } = error as { code?: unknown; name?: string };
  return name === 'ServiceError' || name === 'ProviderError' || ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', '57P01', '57P03'].includes(String(code));
}
