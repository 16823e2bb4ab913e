import {
  ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client, type ScheduleOptions, type ScheduleOptionsAction, type ScheduleSpec, type ScheduleUpdateOptions,
} from '@temporalio/client';
import { milliseconds } from '../../core/config/duration.ts';
import type { FlywheelConfig } from '../../core/config/flywheel.ts';
import type { CycleInput } from '../../core/cycle/cycle.ts';
import { scheduledCyclePrefix, scheduleId, taskQueue } from '../../core/cycle/ids.ts';
import { InputError } from '../../core/errors/input-error.ts';

const everyDay = '24h';

/**
 * Creates the agent's schedule, or changes it to the configuration. Harmless to repeat.
 *
 * @throws InputError when Temporal does not understand the cron expression or the time zone
 */
export async function ensureSchedule(client: Client, config: FlywheelConfig, note: string, queue = taskQueue): Promise<'created' | 'updated'> {
  const { name } = config.agent;
  const { every, cron, timezone, catchup_window, paused } = config.schedule;
  const spec: ScheduleSpec = cron ? { cronExpressions: [cron], timezone } : { intervals: [{ every: milliseconds(every ?? everyDay) }], timezone };
  const input: CycleInput = { agent: name, trigger: 'schedule' };
  const action = {
    type: 'startWorkflow', workflowType: 'flywheelCycle', workflowId: scheduledCyclePrefix(name), taskQueue: queue, args: [input],
    staticSummary: `scheduled cycle of ${name}`,
  } as const satisfies ScheduleOptionsAction;
  // SKIP: a cycle that is still running is not joined by a second one. The catch-up window is a year by default.
  const policies = { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: milliseconds(catchup_window), pauseOnFailure: false };
  const options: ScheduleOptions = { scheduleId: scheduleId(name), spec, action, policies, state: { note, paused } };
  try {
    return await createOrUpdate(client, options);
  } catch (error) {
    // So the client hands on what the server says of a schedule that means nothing.
    if (!(error instanceof TypeError)) throw error;
    throw new InputError({ field: 'schedule', found: cron ? `cron ${JSON.stringify(cron)} in ${timezone}` : `time zone ${timezone}`, expected: `a schedule that Temporal takes (${error.message})` });
  }
}

async function createOrUpdate(client: Client, options: ScheduleOptions): Promise<'created' | 'updated'> {
  try {
    await client.schedule.create(options);
    return 'created';
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const { spec, action, policies, state } = options;
    const update = (): ScheduleUpdateOptions => ({ spec, action, policies, state }) as ScheduleUpdateOptions;
    await client.schedule.getHandle(options.scheduleId).update(update);
    return 'updated';
  }
}
