import { CommanderError } from 'commander';
import { InputError } from '../core/errors/input-error.ts';
import { exitCodes, OutOfReachError } from './exit-code.ts';

/** Says on stderr what ended a command, in one clear line where a user can mend it, and returns the exit code. */
export function reportError(error: unknown): number {
  // Commander has printed its own message.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  if (error instanceof InputError) return say(error.message, exitCodes.usage);
  if (error instanceof OutOfReachError) return say(error.message, exitCodes.outOfReach);
  const { code, name = '', message = '', cause } = (error ?? {}) as { code?: unknown; name?: string; message?: string; cause?: unknown };
  if (code === undefinedTable) return say('the database holds no flywheel tables: start a worker once (npm run worker), it makes them', exitCodes.usage);
  // By their names: loading Temporal's client takes longer than most commands.
  if (name === 'NamespaceNotFoundError') return say(`TEMPORAL_NAMESPACE: ${message}; expected a namespace that is there`, exitCodes.usage);
  if (name === 'ServiceError' && lostCalls.has(Number((cause as { code?: unknown } | undefined)?.code))) return say(`Temporal is out of reach: ${message}`, exitCodes.outOfReach);
  if (name === 'ProviderError' || lostConnections.has(String(code))) return say(message || `connection lost (${String(code)})`, exitCodes.outOfReach);
  return say(error instanceof Error ? (error.stack ?? message) : String(error), exitCodes.no);
}

/** Postgres: undefined_table. */
const undefinedTable = '42P01';
/** gRPC: deadline exceeded, permission denied, resource exhausted, unavailable, unauthenticated. */
const lostCalls = new Set([4, 7, 8, 14, 16]);
/** Postgres or the network went away in the middle of the work. */
const lostConnections = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', '57P01', '57P03']);

function say(text: string, exitCode: number): number {
  process.stderr.write(`${text}\n`);
  return exitCode;
}
