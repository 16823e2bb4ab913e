import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { applyWithChampion } from '../../adapters/store/champions.ts';
import { openPool, type Pool } from '../../adapters/store/database.ts';
import { importSamples } from '../../adapters/store/samples.ts';
import { storeSuite } from '../../adapters/store/suites.ts';
import { flywheelSchema, type FlywheelConfig } from '../../core/config/flywheel.ts';
import type { WorkerConfig } from '../../core/config/worker.ts';
import type { CycleInput, CycleResult } from '../../core/cycle/cycle.ts';
import { manualCycleId } from '../../core/cycle/ids.ts';
import { contentHash } from '../../core/identity/content-hash.ts';
import { suiteCaseOfLabelled } from '../../core/suite/parse.ts';
import { freezeSuite } from '../../core/suite/stored.ts';
import { startProvider, type RunningProvider } from '../../sandbox/provider/start-provider.ts';
import { createDependencies } from '../../worker/dependencies.ts';
import { createWorker } from '../../worker/run.ts';
import { createTestDatabase } from './database.ts';
import { bundleOnce, testTemporal } from './temporal.ts';

export type Turn = { text: string; reply: string; intent: string };

/** Everything real, small and alone: a database, a provider, a worker on a task queue of its own. */
export type TestFlywheel = {
  agent: string;
  pool: Pool;
  client: Client;
  provider: RunningProvider;
  taskQueue: string;
  env: Record<string, string>;
  apply: (config?: object) => Promise<FlywheelConfig>;
  answerKey: (turns: readonly Turn[]) => Promise<void>;
  faults: (faults: object) => Promise<void>;
  jobs: () => Promise<{ id: string; status: string; metadata: Record<string, string> | null }[]>;
  samples: (turns: readonly Turn[]) => Promise<void>;
  suite: (turns: readonly Turn[]) => Promise<string>;
  start: (input?: Partial<CycleInput>) => Promise<{ id: string; result: () => Promise<CycleResult> }>;
  close: () => Promise<void>;
};

// Attempts that fail on purpose would fill the screen; `failures` in the store says what went wrong.
Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined) });

/**
 * @param options.worker false: the test starts workers of its own, in processes that it can kill
 * @param options.models where its worker trains and serves, beside the provider
 */
export async function startFlywheel(options: { worker?: boolean; judgeNoise?: number; models?: WorkerConfig } = {}): Promise<TestFlywheel> {
  const dir = await mkdtemp(join(tmpdir(), 'flywheel-cycle-'));
  const agent = `agent-${randomUUID().slice(0, 8)}`;
  const taskQueue = `test-${agent}`;
  const [database, temporal, provider, workflowBundle] = await Promise.all([
    createTestDatabase(), testTemporal(), startProvider({ dir, judgeNoise: options.judgeNoise ?? 0 }), bundleOnce(),
  ]);
  const env = {
    DATABASE_URL: database.url, TEMPORAL_ADDRESS: temporal.address, TEMPORAL_NAMESPACE: temporal.namespace, TEMPORAL_TLS: 'false',
    OPENAI_BASE_URL: provider.url, OPENAI_API_KEY: 'none', FLYWHEEL_TASK_QUEUE: taskQueue, FLYWHEEL_PSEUDONYM_KEY: 'test-key',
  };
  const pool = openPool(database.url);
  const settings = { databaseUrl: database.url, openAiBaseUrl: provider.url, openAiApiKey: 'none', pseudonymKey: undefined, databaseConnections: 10 };
  const running =
    options.worker === false
      ? undefined
      : await createWorker({
          temporal: { connectionOptions: { address: temporal.address }, namespace: temporal.namespace },
          taskQueue, workflowBundle, dependencies: createDependencies(settings, temporal.client, options.models),
        });
  const ran = running?.worker.run();
  const control = async (path: string, init?: RequestInit): Promise<Response> => {
    const response = await fetch(`${provider.url.replace(/\/v1$/, '')}/sandbox/${path}`, init);
    if (!response.ok) throw new Error(`sandbox control: ${await response.text()}`);
    return response;
  };

  return {
    agent, pool, client: temporal.client, provider, taskQueue, env,
    async apply(overrides = {}) {
      const config = flywheelSchema.parse(merge(quickConfig(agent), overrides));
      await applyWithChampion(pool, config, 'test');
      return config;
    },
    answerKey: async (turns) => {
      const lines = turns.map(({ text, reply, intent }) => JSON.stringify({ prompt: text, reply, intent }));
      await control('answer-key', { method: 'PUT', body: lines.join('\n') });
    },
    faults: async (faults) => void (await control('faults', { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(faults) })),
    jobs: async () => ((await (await control('stats')).json()) as { jobs: { id: string; status: string; metadata: Record<string, string> | null }[] }).jobs,
    samples: async (turns) => {
      const rows = turns.map(({ text, reply, intent }) => ({ key: contentHash(text, reply), messages: [{ role: 'user' as const, content: text }], reply, intent }));
      await importSamples(pool, agent, rows);
    },
    suite: async (turns) => {
      const cases = turns.map(({ text, reply, intent }, index) => {
        const parsed = suiteCaseOfLabelled({ text, category: reply });
        if ('fault' in parsed) throw new Error(JSON.stringify(parsed.fault));
        return { ...parsed, id: `case-${index}`, intent };
      });
      const frozen = freezeSuite(agent, cases);
      await storeSuite(pool, { ...frozen, agent, name: 'test' });
      return frozen.id;
    },
    async start(input = {}) {
      const handle = await temporal.client.workflow.start('flywheelCycle', {
        workflowId: manualCycleId(agent, new Date()), taskQueue,
        args: [{ agent, trigger: 'run', ...input } satisfies CycleInput],
      });
      return { id: handle.workflowId, result: () => handle.result() as Promise<CycleResult> };
    },
    async close() {
      if (process.env['FLYWHEEL_TEST_FAILURES']) console.error((await pool.query('select activity, attempt, type, detail from failures order by id')).rows);
      running?.worker.shutdown();
      await ran;
      await running?.close();
      await pool.end();
      await Promise.all([provider.close(), temporal.close()]);
      await database.drop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Timers in milliseconds, no approval: what a test wants unless it says otherwise. */
function quickConfig(name: string): Record<string, object> {
  return {
    agent: { name, champion: { model: 'sandbox-large', system_prompt: 'Answer with the reply that helps.' } },
    trigger: { min_new_interactions: 20 },
    annotate: { judge: 'sandbox-judge' },
    balance: { intent_min_samples: 5 },
    train: { base_model: 'sandbox-large', poll_from: '50ms', poll_to: '500ms', request_timeout: '10s', lost_answer_wait: '1s' },
    // A busy machine makes either side slow.
    gate: { latency: { tolerated_ms: 60_000 } },
    release: { approval: 'automatic' },
  };
}

function merge(base: Record<string, object>, overrides: object): Record<string, object> {
  return Object.fromEntries([...new Set([...Object.keys(base), ...Object.keys(overrides)])].map((key) => [key, { ...base[key], ...(overrides as Record<string, object>)[key] }]));
}
