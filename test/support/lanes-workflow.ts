import { proxyActivities } from '@temporalio/workflow';
import { failureType } from '../../workflows/failure-type.ts';
import { inLanes } from '../../workflows/lanes.ts';

const { work, after } = proxyActivities<{ work: (index: number) => Promise<void>; after: () => Promise<void> }>({ startToCloseTimeout: '1m', heartbeatTimeout: '1s' });

/** What a cycle does when one of its ways fails: it goes on with the next thing. */
export async function lanes(count: number): Promise<string> {
  const failed = await inLanes(count, (index) => work(index)).then(() => 'nothing', failureType);
  await after();
  return failed;
}
