import type { Worker } from '@temporalio/worker';
import { destination, pino } from 'pino';
import { bindPseudonymKey } from '../adapters/store/installation.ts';
import { temporalConfig } from '../adapters/temporal/connection.ts';
import { taskQueueOf } from '../adapters/temporal/task-queue.ts';
import { readSettings } from '../core/config/settings.ts';
import { InputError } from '../core/errors/input-error.ts';
import { workflowBundle } from './bundle.ts';
import { readWorkerConfig } from './configuration.ts';
import { createDependencies } from './dependencies.ts';
import { beat } from './health.ts';
import { createWorker, installLogger } from './run.ts';
import { readyPostgres, readyTemporal, temporalObstacle } from './servers.ts';
import { NotReadyError, untilReady, type Patience } from './until-ready.ts';

const form = { base: null, timestamp: pino.stdTimeFunctions.isoTime };
const log = pino(form);
/** Apart from what a worker at work logs: who starts it by hand sees why nothing happens. */
const waiting = pino(form, destination({ fd: 2, sync: true }));

async function main(): Promise<void> {
  let worker: Worker | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      // Nothing has been begun that must be ended; as process 1 of a container it would not end by itself.
      if (worker === undefined) process.exit(0);
      log.info({ signal }, 'finishing what runs, then stopping');
      worker.shutdown();
    });
  }
  const settings = readSettings(process.env);
  const config = await readWorkerConfig(process.env);
  installLogger(log);
  const temporal = temporalConfig(process.env);
  const patience: Patience = {
    until: performance.now() + settings.startWithinMs,
    say: (line) => waiting.warn(line, `waiting for ${line.waitingFor}`),
  };
  const [client, bundle] = await Promise.all([readyTemporal(temporal, patience), workflowBundle(process.env['FLYWHEEL_WORKFLOW_BUNDLE']), readyPostgres(settings.databaseUrl, patience)]);
  const dependencies = createDependencies(settings, client, config);
  // A wrong key is found now, not when users have got second pseudonyms.
  if (settings.pseudonymKey) await bindPseudonymKey(dependencies.pool, settings.pseudonymKey);
  const options = { temporal, workflowBundle: bundle, dependencies, taskQueue: taskQueueOf(process.env) };
  // Parts of Temporal learn of a new namespace later than others.
  const created = await untilReady('Temporal', () => createWorker(options), temporalObstacle, patience);
  ({ worker } = created);
  const running = created.worker.run();
  const healthFile = process.env['FLYWHEEL_HEALTH_FILE'];
  const stopBeating = healthFile ? beat(created.worker, healthFile) : undefined;
  log.info({ namespace: temporal.namespace }, 'worker ready');
  await running;
  await stopBeating?.();
  await created.close();
  await client.connection.close();
  log.info('worker stopped');
}

try {
  await main();
} catch (error) {
  // Connection errors may hold the database's URL with its password: only the kind goes out.
  if (error instanceof InputError) log.fatal({ type: 'configuration' }, error.message);
  else log.fatal({ type: typeOf(error) }, `${error instanceof NotReadyError ? `${error.message}: the ` : ''}worker cannot start; \`flywheel doctor\` says why`);
  process.exit(error instanceof InputError || (error instanceof NotReadyError && error.misconfigured) ? 2 : 4);
}

function typeOf(error: unknown): string | undefined {
  return error instanceof NotReadyError ? error.reason : ((error as { code?: string }).code ?? (error as Error).name);
}
