import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { listAgents } from '../../adapters/store/agents.ts';
import { openPool, type Pool } from '../../adapters/store/database.ts';
import { scheduleId } from '../../core/cycle/ids.ts';
import { createTestDatabase } from './database.ts';
import { testTemporal } from './temporal.ts';

export const program = fileURLToPath(new URL('../../scripts/flywheel.ts', import.meta.url));

/** Undefined: not set, even where the test's own process has it. */
export type Env = Record<string, string | undefined>;
export type CliResult = { code: number | null; stdout: string; stderr: string };

/** A command under way. */
export type StartedCli = {
  /** Resolves with what the expression finds on stderr, as soon as it is there. */
  says: (wanted: RegExp) => Promise<RegExpExecArray>;
  kill: (signal: NodeJS.Signals) => void;
  ended: Promise<CliResult>;
};

/** The command line as a user types it: a process of its own in a folder of its own. */
export type Cli = {
  dir: string;
  env: Env;
  run: (...args: string[]) => Promise<CliResult>;
  /** The same under other variables. */
  runWith: (env: Env, ...args: string[]) => Promise<CliResult>;
  /** Starts it, and does not wait for its end. */
  start: (...args: string[]) => StartedCli;
  /** The parsed result of a `--json` call; throws where anything but JSON is on stdout. */
  json: <T = Record<string, unknown>>(...args: string[]) => Promise<T & { code: number | null }>;
  /** Writes a file beside the user; returns its name. Rows become JSON lines. */
  file: (name: string, content: string | readonly unknown[]) => Promise<string>;
  remove: () => Promise<void>;
};

export async function openCli(env: Env): Promise<Cli> {
  const dir = await mkdtemp(join(tmpdir(), 'flywheel-cli-'));
  const runWith: Cli['runWith'] = (others, ...args) => start([program, ...args], dir, { ...env, ...others }).ended;
  const run: Cli['run'] = (...args) => runWith({}, ...args);
  return {
    dir, env, run, runWith,
    start: (...args) => start([program, ...args], dir, env),
    async json<T>(...args: string[]) {
      const { code, stdout, stderr } = await run(...args, '--json');
      if (stdout === '') throw new Error(`nothing on stdout, exit code ${code}: ${stderr.slice(0, 2_000)}`);
      return { ...(JSON.parse(stdout) as T), code };
    },
    async file(name, content) {
      await writeFile(join(dir, name), typeof content === 'string' ? content : content.map((row) => `${JSON.stringify(row)}\n`).join(''));
      return name;
    },
    remove: () => rm(dir, { recursive: true, force: true }),
  };
}

function start(argv: readonly string[], cwd: string, env: Env): StartedCli {
  const { promise: ended, resolve, reject } = Promise.withResolvers<CliResult>();
  const child = spawn(process.execPath, argv, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  const listeners = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    for (const listen of listeners) listen();
  });
  child.on('error', reject).on('close', (code) => resolve({ code, stdout, stderr }));
  const says = (wanted: RegExp): Promise<RegExpExecArray> => {
    const said = Promise.withResolvers<RegExpExecArray>();
    const listen = (): void => {
      const found = wanted.exec(stderr);
      if (found) said.resolve(found);
    };
    listeners.add(listen);
    listen();
    const tooLate = ended.then((): never => {
      throw new Error(`it ended without saying ${wanted.source}: ${stderr.slice(0, 2_000)}`);
    });
    return Promise.race([said.promise, tooLate]);
  };
  return { says, kill: (signal) => void child.kill(signal), ended };
}

export type Installation = Cli & { pool: Pool; temporal: Client; close: () => Promise<void> };

/** A database of its own and the run's Temporal, without a worker: enough for all that starts no cycle. */
export async function openInstallation(): Promise<Installation> {
  const [database, temporal] = await Promise.all([createTestDatabase(), testTemporal()]);
  const cli = await openCli({
    DATABASE_URL: database.url, TEMPORAL_ADDRESS: temporal.address, TEMPORAL_NAMESPACE: temporal.namespace, TEMPORAL_TLS: 'false',
    FLYWHEEL_PSEUDONYM_KEY: 'test-key', FLYWHEEL_TASK_QUEUE: 'test-without-a-worker',
  });
  const pool = openPool(database.url);
  return {
    ...cli, pool, temporal: temporal.client,
    async close() {
      await removeSchedules(pool, temporal.client);
      await Promise.all([pool.end(), temporal.close(), cli.remove()]);
      await database.drop();
    },
  };
}

/** Temporal is shared: a schedule that outlives its test would start cycles in a database that is gone. */
export async function removeSchedules(pool: Pool, temporal: Client): Promise<void> {
  for (const agent of await listAgents(pool)) {
    // One that was applied without a schedule has none.
    await temporal.schedule.getHandle(scheduleId(agent)).delete().catch(() => undefined);
  }
}

/** The least that an agent's file says, quick enough for a test; `more` is appended as it is. */
export const agentYaml = (name: string, more = ''): string => `agent:
  name: ${name}
  champion:
    model: sandbox-large
    system_prompt: Answer with the reply that helps.
annotate:
  judge: sandbox-judge
train:
  base_model: sandbox-large
  poll_from: 50ms
  poll_to: 500ms
  request_timeout: 10s
  lost_answer_wait: 1s
${more}`;
