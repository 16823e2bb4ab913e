import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode } from '@temporalio/worker';
import { inject } from 'vitest';

export type TestTemporal = { address: string; namespace: string; client: Client; close: () => Promise<void> };

/** The run's Temporal server, shared by all test files, with a connected client; use workflow ids of your own. */
export async function testTemporal(): Promise<TestTemporal> {
  const address = inject('temporalAddress');
  const namespace = 'default';
  const connection = await Connection.connect({ address });
  return { address, namespace, client: new Client({ connection, namespace }), close: () => connection.close() };
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = join(root, 'node_modules', '.cache', 'flywheel');
/** All that a workflow may import, and what decides which packages it gets. */
const sources = ['workflows', 'core', 'package-lock.json'];

/** The bundle of `workflows/index.ts`, a worker's `workflowBundle`: made once for the same sources, then read from the cache on disk. */
export async function bundleOnce(): Promise<{ code: string }> {
  const file = join(cache, `workflows-${await fingerprint()}.js`);
  const cached = await readFile(file, 'utf8').catch(() => undefined);
  if (cached !== undefined) return { code: cached };
  const { code } = await bundleWorkflowCode({ workflowsPath: join(root, 'workflows', 'index.ts'), logger: quiet });
  await mkdir(cache, { recursive: true });
  await removeOldBundles();
  await writeFile(`${file}.${process.pid}`, code);
  await rename(`${file}.${process.pid}`, file);
  return { code };
}

/** Those of a day ago: a younger one may be another run's. */
async function removeOldBundles(): Promise<void> {
  for (const name of await readdir(cache)) {
    const path = join(cache, name);
    const made = (await stat(path).catch(() => undefined))?.mtimeMs ?? Infinity;
    if (Date.now() - made > 86_400_000) await rm(path, { force: true });
  }
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const file of await filesBelow(join(root, source))) {
      hash.update(relative(root, file)).update('\0').update(await readFile(file)).update('\0');
    }
  }
  return hash.digest('hex').slice(0, 16);
}

async function filesBelow(path: string): Promise<string[]> {
  if (path.endsWith('.json')) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();
}

const nothing = () => undefined;
const quiet = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: (message: string) => process.stderr.write(`${message}\n`) };
