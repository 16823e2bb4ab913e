import {
  ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client, type ScheduleOptions, type ScheduleOptionsAction, type ScheduleSpec, type ScheduleUpdateOptions,
} from '@temporalio/client';
import { milliseconds } from '../../core/config/duration.ts';
import type { FlywheelConfig } from '../../core/config/flywheel.ts';
import type { CycleInput } from '../../core/cycle/cycle.ts';
import { scheduledCyclePrefix, scheduleId, taskQueue } from '../../core/cycle/ids.ts';

const everyDay = '24h';

/** Creates the agent's schedule, or changes it to the configuration. Harmless to repeat. */
export async function ensureSchedule(client: Client, config: FlywheelConfig, note: string): Promise<'created' | 'updated'> {
  const { name } = config.agent;
  const { every, cron, timezone, catchup_window, paused } = config.schedule;
  const spec: ScheduleSpec = cron ? { cronExpressions: [cron], timezone } : { intervals: [{ every: milliseconds(every ?? everyDay) }], timezone };
  const input: CycleInput = { agent: name, trigger: 'schedule' };
  const action = {
    type: 'startWorkflow', workflowType: 'flywheelCycle', workflowId: scheduledCyclePrefix(name), taskQueue, args: [input],
    staticSummary: `daily cycle of ${name}`,
  } as const satisfies ScheduleOptionsAction;
  // SKIP: a cycle that is still running is not joined by a second one. The catch-up window is a year by default.
  const policies = { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: milliseconds(catchup_window), pauseOnFailure: false };
  const options: ScheduleOptions = { scheduleId: scheduleId(name), spec, action, policies, state: { note, paused } };
  try {
    await client.schedule.create(options);
    return 'created';
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const update = (): ScheduleUpdateOptions => ({ spec, action, policies, state: { note, paused } });
    await client.schedule.getHandle(scheduleId(name)).update(update);
    return 'updated';
  }
}
