import { DefaultLogger, NativeConnection, Runtime, Worker, type LogLevel, type WorkflowBundleOption } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createActivities } from '../activities/index.ts';
import type { Dependencies } from '../activities/dependencies.ts';
import type { TemporalConfig } from '../adapters/temporal/connection.ts';

export type WorkerOptions = {
  temporal: TemporalConfig;
  taskQueue: string;
  workflowBundle: WorkflowBundleOption;
  dependencies: Dependencies;
};

/** How long running activities may still work after SIGTERM; then they fail retryably and another worker goes on. */
const graceTime = '10s';
/** LLM batches are mostly waiting: more of them than cores, few enough for the database's connections. */
const activitiesAtOnce = 20;

/** The SDK's lines as JSON, like our own. Install before the first worker. */
export function installLogger(log: Logger, level: LogLevel = 'WARN'): void {
  const logger = new DefaultLogger(level, ({ level: entryLevel, message, meta }) => {
    // `meta` may hold an error with a user's text: only ids and types go out.
    const { workflowId, activityType, attempt, taskQueue, workflowType } = (meta ?? {}) as Record<string, unknown>;
    const line = { workflowId, activityType, attempt, taskQueue, workflowType };
    if (entryLevel === 'ERROR') log.error(line, message);
    else if (entryLevel === 'WARN') log.warn(line, message);
    else log.info(line, message);
  });
  Runtime.install({ logger, shutdownSignals: [] });
}

/** Connects and registers; `run()` on the returned worker resolves after `shutdown()`. */
export async function createWorker(options: WorkerOptions): Promise<{ worker: Worker; close: () => Promise<void> }> {
  const connection = await NativeConnection.connect(options.temporal.connectionOptions);
  const worker = await Worker.create({
    connection,
    namespace: options.temporal.namespace,
    taskQueue: options.taskQueue,
    workflowBundle: options.workflowBundle,
    activities: createActivities(options.dependencies),
    shutdownGraceTime: graceTime,
    maxConcurrentActivityTaskExecutions: activitiesAtOnce,
  }).catch(async (error: unknown) => {
    await connection.close();
    throw error;
  });
  return {
    worker,
    close: async () => {
      await connection.close();
      await options.dependencies.pool.end();
    },
  };
}
