import type { Client } from '@temporalio/client';

/** Everything that Temporal has of a workflow and shows to whoever may look, as one text: payloads are decoded. */
export async function textOfWorkflow(client: Client, workflowId: string): Promise<string> {
  const handle = client.workflow.getHandle(workflowId);
  const [history, { raw }] = await Promise.all([handle.fetchHistory(), handle.describe()]);
  // What the UI shows as current details is kept by the worker, and asked for with this query.
  const details = await handle.query('__temporal_workflow_metadata');
  return [...textsIn(history), ...textsIn(raw), ...textsIn(details)].join('\n');
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') {
    yield value;
  } else if (value instanceof Uint8Array) {
    yield Buffer.from(value).toString('utf8');
  } else if (value !== null && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) {
      yield key;
      yield* textsIn(inner);
    }
  }
}
