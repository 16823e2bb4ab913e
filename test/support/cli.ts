import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { openPool, type Pool } from '../../adapters/store/database.ts';
import { scheduleId } from '../../core/cycle/ids.ts';
import { createTestDatabase } from './database.ts';
import { testTemporal } from './temporal.ts';

export const program = fileURLToPath(new URL('../../scripts/flywheel.ts', import.meta.url));

/** Undefined: not set, even where the test's own process has it. */
export type Env = Record<string, string | undefined>;
export type CliResult = { code: number | null; stdout: string; stderr: string };

/** The command line as a user types it: a process of its own in a folder of its own. */
export type Cli = {
  dir: string;
  env: Env;
  run: (...args: string[]) => Promise<CliResult>;
  /** The same under other variables. */
  runWith: (env: Env, ...args: string[]) => Promise<CliResult>;
  /** The parsed result of a `--json` call; throws where anything but JSON is on stdout. */
  json: <T = Record<string, unknown>>(...args: string[]) => Promise<T & { code: number | null }>;
  /** Writes a file beside the user; returns its name. Rows become JSON lines. */
  file: (name: string, content: string | readonly unknown[]) => Promise<string>;
  remove: () => Promise<void>;
};

export async function openCli(env: Env): Promise<Cli> {
  const dir = await mkdtemp(join(tmpdir(), 'flywheel-cli-'));
  const runWith: Cli['runWith'] = (others, ...args) => execute([program, ...args], dir, { ...env, ...others });
  const run: Cli['run'] = (...args) => runWith({}, ...args);
  return {
    dir, env, run, runWith,
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

function execute(argv: readonly string[], cwd: string, env: Env): Promise<CliResult> {
  const { promise, resolve, reject } = Promise.withResolvers<CliResult>();
  const child = spawn(process.execPath, argv, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.on('error', reject).on('close', (code) => resolve({ code, stdout, stderr }));
  return promise;
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
      const agents = await pool.query<{ name: string }>('select name from agents');
      // Temporal is shared: a schedule that outlives its database would start cycles in it.
      await Promise.all(agents.rows.map(({ name }) => temporal.client.schedule.getHandle(scheduleId(name)).delete().catch(() => undefined)));
      await Promise.all([pool.end(), temporal.close(), cli.remove()]);
      await database.drop();
    },
  };
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
