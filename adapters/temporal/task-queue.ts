import { taskQueue } from '../../core/cycle/ids.ts';

/** The queue that workers take from and commands write to. `FLYWHEEL_TASK_QUEUE` names another, for trials beside a running installation. */
export const taskQueueOf = (env: NodeJS.ProcessEnv): string => env['FLYWHEEL_TASK_QUEUE']?.trim() || taskQueue;
