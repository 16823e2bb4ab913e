import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPool } from '../../adapters/store/database.ts';
import { connectTemporal, temporalConfig } from '../../adapters/temporal/connection.ts';
import { taskQueue } from '../../core/cycle/ids.ts';
import { anyFreePort } from '../../sandbox/stack/ports.ts';
import { startStack, type ExtraChild, type Stack } from '../../sandbox/stack/stack.ts';
import { callsTo } from './sandbox-provider.ts';
import type { Scene } from './crash-scene.ts';
import type { Turn } from './flywheel.ts';

export type StackScene = Scene & {
  stack: Stack;
  answerKey: (turns: readonly Turn[]) => Promise<void>;
  faults: (faults: object) => Promise<void>;
  close: () => Promise<void>;
};

/** A scene on an embedded stack of its own: files on disk, every part a supervised process on a port of its own. */
export async function startStackScene(children: readonly ExtraChild[] = []): Promise<StackScene> {
  const dir = await mkdtemp(join(tmpdir(), 'flywheel-scene-'));
  const ports = { temporal: await anyFreePort(), ui: await anyFreePort(), postgres: await anyFreePort(), provider: await anyFreePort() };
  const stack = await startStack({ dir, ports, children, providerArgs: ['--judge-noise', '0'] });
  const pool = openPool(stack.databaseUrl);
  const client = await connectTemporal(temporalConfig(stack.env));
  const { control } = callsTo(stack.providerUrl, stack.apiKey);
  return {
    stack, pool, client, taskQueue,
    jobs: async () => ((await control('GET', 'stats')) as { jobs: { metadata: Record<string, string> | null }[] }).jobs,
    answerKey: async (turns) => {
      await control('PUT', 'answer-key', turns.map(({ text, reply, intent }) => JSON.stringify({ prompt: text, reply, intent })).join('\n'));
    },
    faults: async (faults) => void (await control('PUT', 'faults', faults)),
    async close() {
      await client.connection.close();
      await pool.end();
      await stack.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
