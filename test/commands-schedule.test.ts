import type { ScheduleDescription } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listAgents } from '../adapters/store/agents.ts';
import { scheduleId } from '../core/cycle/ids.ts';
import { agentYaml, openInstallation, type Installation } from './support/cli.ts';

let flywheel: Installation;

beforeAll(async () => {
  flywheel = await openInstallation();
});
afterAll(() => flywheel.close());

const unique = Date.now().toString(36);
const described = (agent: string): Promise<ScheduleDescription> => flywheel.temporal.schedule.getHandle(scheduleId(agent)).describe();

async function apply(agent: string, schedule: string, ...options: string[]) {
  await flywheel.file(`${agent}.yaml`, agentYaml(agent, schedule));
  return flywheel.run('apply', '-f', `${agent}.yaml`, ...options);
}

describe.concurrent('applying a configuration', () => {
  test('makes a schedule that skips while a cycle runs, and follows the file from then on', async () => {
    const agent = `daily-${unique}`;
    expect(await apply(agent, '', '--by', 'ana')).toMatchObject({ code: 0, stdout: expect.stringContaining('version 1, schedule created, champion') as string });
    const first = await described(agent);
    expect(first.policies).toMatchObject({ overlap: 'SKIP', catchupWindow: 3_600_000, pauseOnFailure: false });
    expect(first.spec).toMatchObject({ intervals: [{ every: 86_400_000 }], timezone: 'UTC' });
    expect(first.state).toMatchObject({ note: 'version 1, applied by ana', paused: false });
    expect(first.action).toMatchObject({
      type: 'startWorkflow', workflowType: 'flywheelCycle', workflowId: `flywheel/${agent}/daily`, taskQueue: 'test-without-a-worker', args: [{ agent, trigger: 'schedule' }],
    });

    const second = await apply(agent, 'schedule:\n  cron: "30 5 * * 1-5"\n  timezone: Europe/Berlin\n  catchup_window: 2h\n  paused: true\n', '--by', 'bo');
    expect(second).toMatchObject({ code: 0, stdout: expect.stringContaining('version 2, schedule updated') as string });
    const changed = await described(agent);
    // Temporal keeps a cron expression as the calendar that it means.
    expect(changed.spec.intervals ?? []).toEqual([]);
    expect(changed.spec).toMatchObject({ timezone: 'Europe/Berlin', calendars: [{ hour: [{ start: 5 }], minute: [{ start: 30 }], dayOfWeek: [{ start: 'MONDAY', end: 'FRIDAY' }] }] });
    expect(changed.policies).toMatchObject({ overlap: 'SKIP', catchupWindow: 7_200_000 });
    expect(changed.state).toMatchObject({ note: 'version 2, applied by bo', paused: true });
    expect(changed.info.nextActionTimes.every((at) => [3, 4].includes(at.getUTCHours()) && at.getUTCMinutes() === 30)).toBe(true);
  });

  test('takes an interval of its own', async () => {
    const agent = `hourly-${unique}`;
    expect(await apply(agent, 'schedule:\n  every: 1h\n')).toMatchObject({ code: 0 });
    expect((await described(agent)).spec).toMatchObject({ intervals: [{ every: 3_600_000 }] });
  });

  test.for([
    ['a cron expression that means nothing', 'cron: "when it suits"', 'when it suits'],
    ['a time zone that there is not', 'cron: "0 5 * * *"\n  timezone: Mars/Olympus', 'Mars/Olympus'],
  ] as const)('refuses %s, and applies nothing of it', async ([name, schedule, found], { expect }) => {
    const agent = `odd-${name.length}-${unique}`;
    const refused = await apply(agent, `schedule:\n  ${schedule}\n`);
    expect(refused, refused.stderr).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/^schedule: found /);
    expect(refused.stderr).toContain(found);
    expect(await listAgents(flywheel.pool)).not.toContain(agent);
  });
});
