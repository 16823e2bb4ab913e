import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { testTemporal } from './support/temporal.ts';

Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined) });

test('the first failure ends a stage: nothing more begins, and what is at work is cancelled', async () => {
  const seen: string[] = [];
  const bothAtWork = Promise.withResolvers<void>();
  const cancelled = Promise.withResolvers<void>();
  const activities = {
    async work(index: number): Promise<void> {
      seen.push(`${index} begins`);
      if (index === 0) {
        await bothAtWork.promise;
        throw ApplicationFailure.nonRetryable('no', 'refused');
      }
      bothAtWork.resolve();
      const context = Context.current();
      const beat = setInterval(() => context.heartbeat(), 100);
      await context.cancelled.catch((error: unknown) => {
        seen.push(`${index} is cancelled`);
        cancelled.resolve();
        throw error;
      }).finally(() => clearInterval(beat));
    },
    async after(): Promise<void> {
      await cancelled.promise;
    },
  };
  const temporal = await testTemporal();
  const connection = await NativeConnection.connect({ address: temporal.address });
  const taskQueue = `lanes-${randomUUID()}`;
  const worker = await Worker.create({ connection, namespace: temporal.namespace, taskQueue, workflowsPath: fileURLToPath(new URL('support/lanes-workflow.ts', import.meta.url)), activities });
  const failed = await worker.runUntil(() => temporal.client.workflow.execute('lanes', { workflowId: taskQueue, taskQueue, args: [10] }));
  await Promise.all([connection.close(), temporal.close()]);

  expect(failed).toBe('refused');
  expect(seen.slice(0, 2).sort()).toEqual(['0 begins', '1 begins']);
  expect(seen.slice(2)).toEqual(['1 is cancelled']);
});
