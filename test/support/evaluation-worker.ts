import type { Client } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { openPool, type Pool } from '../../adapters/store/database.ts';
import { createDependencies } from '../../worker/dependencies.ts';
import { createWorker } from '../../worker/run.ts';
import { createTestDatabase } from './database.ts';
import { evaluationBundle } from './evaluation-scene.ts';
import { startScriptedProvider, type Question, type Scripted, type ScriptedProvider } from './scripted-provider.ts';
import { testTemporal } from './temporal.ts';

export type EvaluationScene = {
  pool: Pool;
  client: Client;
  taskQueue: string;
  provider: ScriptedProvider;
  env: Record<string, string>;
  /** What the provider says from now on. */
  answers: (answer: (question: Question) => Scripted) => void;
  close: () => Promise<void>;
};

Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined) });

/** A database, a scripted provider and a worker for evaluations alone; `worker: false` leaves the worker to the test. */
export async function startEvaluationScene({ worker = true, absent = [] as string[], latencyMs = 0 } = {}): Promise<EvaluationScene> {
  let answer: (question: Question) => Scripted = () => ({ text: 'right' });
  const [database, temporal, provider, bundle] = await Promise.all([
    createTestDatabase(), testTemporal(), startScriptedProvider((question) => answer(question), { absent, latencyMs }), evaluationBundle(),
  ]);
  const taskQueue = `evaluation-${process.pid}-${Date.now()}`;
  const pool = openPool(database.url);
  const settings = { databaseUrl: database.url, openAiBaseUrl: provider.url, openAiApiKey: 'none', pseudonymKey: undefined, databaseConnections: 20 };
  const running = worker
    ? await createWorker({
        temporal: { connectionOptions: { address: temporal.address }, namespace: temporal.namespace },
        taskQueue, workflowBundle: { code: bundle.code }, dependencies: createDependencies(settings, temporal.client),
      })
    : undefined;
  const ran = running?.worker.run();
  return {
    pool, client: temporal.client, taskQueue, provider,
    env: {
      DATABASE_URL: database.url, TEMPORAL_ADDRESS: temporal.address, TEMPORAL_NAMESPACE: temporal.namespace, TEMPORAL_TLS: 'false', OPENAI_BASE_URL: provider.url,
      OPENAI_API_KEY: 'none', FLYWHEEL_TASK_QUEUE: taskQueue, FLYWHEEL_PSEUDONYM_KEY: 'test-key', FLYWHEEL_WORKFLOW_BUNDLE: bundle.file,
    },
    answers: (next) => void (answer = next),
    async close() {
      running?.worker.shutdown();
      await ran;
      await running?.close();
      await pool.end();
      await Promise.all([provider.close(), temporal.close(), bundle.remove()]);
      await database.drop();
    },
  };
}
