import { pino } from 'pino';
import { bindPseudonymKey } from '../adapters/store/installation.ts';
import { migrate } from '../adapters/store/migrate.ts';
import { connectTemporal, temporalConfig } from '../adapters/temporal/connection.ts';
import { ensureSearchAttributes } from '../adapters/temporal/search-attributes.ts';
import { taskQueueOf } from '../adapters/temporal/task-queue.ts';
import { readSettings } from '../core/config/settings.ts';
import { InputError } from '../core/errors/input-error.ts';
import { workflowBundle } from './bundle.ts';
import { readWorkerConfig } from './configuration.ts';
import { createDependencies } from './dependencies.ts';
import { beat } from './health.ts';
import { createWorker, installLogger } from './run.ts';

const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime });

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const config = await readWorkerConfig(process.env);
  installLogger(log);
  const temporal = temporalConfig(process.env);
  const [client, bundle] = await Promise.all([connectTemporal(temporal), workflowBundle(process.env['FLYWHEEL_WORKFLOW_BUNDLE']), migrate(settings.databaseUrl)]);
  await ensureSearchAttributes(client.connection, temporal.namespace);
  const dependencies = createDependencies(settings, client, config);
  // A wrong key is found now, not when users have got second pseudonyms.
  if (settings.pseudonymKey) await bindPseudonymKey(dependencies.pool, settings.pseudonymKey);
  const { worker, close } = await createWorker({ temporal, workflowBundle: bundle, dependencies, taskQueue: taskQueueOf(process.env) });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'finishing what runs, then stopping');
      worker.shutdown();
    });
  }
  const running = worker.run();
  const healthFile = process.env['FLYWHEEL_HEALTH_FILE'];
  const stopBeating = healthFile ? beat(worker, healthFile) : undefined;
  log.info({ namespace: temporal.namespace }, 'worker ready');
  await running;
  await stopBeating?.();
  await close();
  await client.connection.close();
  log.info('worker stopped');
}

try {
  await main();
} catch (error) {
  // Connection errors may hold the database's URL with its password: only the kind goes out.
  if (error instanceof InputError) log.fatal({ type: 'configuration' }, error.message);
  else log.fatal({ type: (error as { code?: string }).code ?? (error as Error).name }, 'worker cannot start; `flywheel doctor` says why');
  process.exitCode = error instanceof InputError ? 2 : 4;
}
