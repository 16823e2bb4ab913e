import { noSuchDatabase, openPool, refusedLogin, type Pool } from '../adapters/store/database.ts';
import { bindPseudonymKey } from '../adapters/store/installation.ts';
import { listAgents } from '../adapters/store/agents.ts';
import type { TemporalClient } from '../adapters/temporal/connection.ts';
import { taskQueueOf } from '../adapters/temporal/task-queue.ts';
import { InputError } from '../core/errors/input-error.ts';
import { environmentFor } from '../adapters/stack/environment.ts';
import { runningStack } from '../adapters/stack/running-stack.ts';
import { OutOfReachError } from './exit-code.ts';

/** What a command works with; opened for it and closed after it. */
export type Session = {
  pool: Pool;
  env: NodeJS.ProcessEnv;
  /** Connects on first use: most commands need only the store. */
  temporal: () => Promise<TemporalClient>;
  /** Where the workers of this installation take their work from. */
  taskQueue: string;
  pseudonymKey: () => Promise<string>;
  /** A link into the Temporal UI; undefined when nobody said where it is (`TEMPORAL_UI_URL`). */
  link: (workflowId: string) => string | undefined;
};

const remedy = 'run `npx flywheel dev` in another terminal, or set the addresses of your installation (`npx flywheel doctor` checks them)';

/** Opens the installation that the variables name, or the embedded stack that runs on `dir`. */
export async function withSession<T>(dir: string, work: (session: Session) => Promise<T>): Promise<T> {
  const { env, source } = environmentFor(dir);
  const databaseUrl = env['DATABASE_URL'];
  if (source === 'nowhere') throw new OutOfReachError('the database', remedy);
  if (!databaseUrl || !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    throw new InputError({ source: 'environment', field: 'DATABASE_URL', found: databaseUrl ? 'another value' : 'nothing', expected: 'a URL such as postgres://user:password@host:5432/flywheel' });
  }
  const pool = openPool(databaseUrl, 4);
  let client: TemporalClient | undefined;
  const session: Session = {
    pool,
    env,
    taskQueue: taskQueueOf(env),
    async temporal() {
      try {
        // Loaded on first use: it takes longer than most commands.
        const { connectTemporal, temporalConfig } = await import('../adapters/temporal/connection.ts');
        return (client ??= await connectTemporal(temporalConfig(env)));
      } catch (error) {
        throw new OutOfReachError('Temporal', remedy, reasonOf(error));
      }
    },
    async pseudonymKey() {
      const key = env['FLYWHEEL_PSEUDONYM_KEY'];
      if (!key) throw new InputError({ source: 'environment', field: 'FLYWHEEL_PSEUDONYM_KEY', found: 'nothing', expected: 'a long random text, the same on every machine of this installation' });
      await bindPseudonymKey(pool, key);
      return key;
    },
    link(workflowId) {
      const ui = env['TEMPORAL_UI_URL'] ?? (source === 'stack' ? runningStack(dir)?.uiUrl : undefined);
      return ui && `${ui.replace(/\/$/, '')}/namespaces/${env['TEMPORAL_NAMESPACE'] ?? 'default'}/workflows/${encodeURIComponent(workflowId)}`;
    },
  };
  try {
    await pool.query('select 1').catch((error: unknown) => {
      const { code } = error as { code?: string };
      if (code === noSuchDatabase || refusedLogin.test(code ?? '')) throw new InputError({ source: 'environment', field: 'DATABASE_URL', found: reasonOf(error), expected: 'a database and a user that its server knows' });
      throw new OutOfReachError('the database', remedy, reasonOf(error));
    });
    return await work(session);
  } finally {
    await client?.connection.close();
    await pool.end();
  }
}

/** The first line of what a driver says, or its code: an attempt at several addresses has no words of its own. */
function reasonOf(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  return message?.split('\n')[0] || (code ?? '');
}

/** The agent that was named, or the only one applied. */
export async function chooseAgent(session: Session, named: string | undefined): Promise<string> {
  const agents = await listAgents(session.pool);
  if (named !== undefined) {
    if (agents.includes(named)) return named;
    throw new InputError({ field: '--agent', found: named, expected: agents.length > 0 ? `one of: ${agents.join(', ')}` : 'an applied agent (npx flywheel apply -f flywheel.yaml)' });
  }
  const [only, ...others] = agents;
  if (only !== undefined && others.length === 0) return only;
  throw new InputError({ field: '--agent', found: 'nothing', expected: only === undefined ? 'an applied agent (npx flywheel apply -f flywheel.yaml)' : `one of: ${agents.join(', ')}` });
}
