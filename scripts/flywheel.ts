#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { Command } from 'commander';
import { loadCommands } from './commands/index.ts';
import { reportError } from './report-error.ts';

// What was compiled once starts faster: some 150 files without a build step.
enableCompileCache();

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

// `flywheel export bad-cases | head` closes the pipe early, and that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

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
  process.exitCode = reportError(error);
}
