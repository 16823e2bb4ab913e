import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeterminismViolationError } from '@temporalio/workflow';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { historiesFolder, readHistory } from './support/history-file.ts';
import { bundleOnce } from './support/temporal.ts';

// The replays' own lines; failed ones are thrown.
Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined), telemetryOptions: { logging: { filter: 'OFF', forward: {} } } });

const files = readdirSync(historiesFolder).filter((name) => name.endsWith('.json')).sort();

test('there is a history of every kind of end', () => {
  expect(files).toEqual([
    'cycle-cancelled.json', 'cycle-nothing-to-learn.json', 'cycle-promoted.json', 'cycle-swept.json',
    'release-approved.json', 'release-automatic.json', 'release-superseded.json', 'rollback-alias-at-once.json', 'rollback.json', 'sweep-job.json',
  ]);
});

test.for(files)('workflows that run when a new version is installed go on: %s', async (name) => {
  const history = await readHistory(join(historiesFolder, name));
  // Ids of child workflows begin with it.
  const workflowId = history.events?.[0]?.workflowExecutionStartedEventAttributes?.workflowId ?? undefined;
  await Worker.runReplayHistory({ workflowBundle: await bundleOnce() }, history, workflowId);
});

test('a workflow that did something else would be noticed', async () => {
  const history = await readHistory(join(historiesFolder, 'cycle-promoted.json'));
  const scheduled = history.events?.find(({ activityTaskScheduledEventAttributes: found }) => found?.activityType?.name === 'buildDataset');
  const type = scheduled?.activityTaskScheduledEventAttributes?.activityType;
  if (type) type.name = 'submitTraining';
  await expect(Worker.runReplayHistory({ workflowBundle: await bundleOnce() }, history)).rejects.toBeInstanceOf(DeterminismViolationError);
});

test.for(files)('%s says nothing of the machine that it was recorded on', async (name) => {
  const decoded = (await readFile(join(historiesFolder, name), 'utf8')).replaceAll(/"data":"([^"]+)"/g, (_, data: string) => Buffer.from(data, 'base64').toString('utf8'));
  expect(decoded).not.toMatch(/\d+@|file:\/\/|\/(home|root|work|tmp|Users)\//);
  expect(decoded).toContain('"identity":"worker"');
});
