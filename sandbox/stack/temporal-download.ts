import { copyFile, chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { StackError } from './stack-error.ts';

export type Obtain = { version: string; target: string; report: (line: string) => void; env: NodeJS.ProcessEnv };

const host = 'https://temporal.download';
const probeMs = 3_000;

/**
 * Fetches the official release through Temporal's own SDK, which picks the archive for this platform and unpacks it.
 * @throws StackError when the host does not answer within three seconds, or the download fails.
 */
export async function downloadTemporal({ version, target, report }: Obtain): Promise<void> {
  await probe();
  report(`Fetching Temporal ${version} (about 50 MB, once) from ${host}`);
  const folder = await mkdtemp(join(tmpdir(), 'flywheel-temporal-'));
  try {
    await startAndStop(folder, version);
    const [file] = (await readdir(folder)).filter((name) => /temporal/.test(name));
    if (file === undefined) throw new StackError('the download left no program');
    await mkdir(dirname(target), { recursive: true });
    const beside = `${target}.${process.pid}`;
    await copyFile(join(folder, file), beside);
    await chmod(beside, 0o755);
    await rename(beside, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function probe(): Promise<void> {
  try {
    await fetch(host, { method: 'HEAD', signal: AbortSignal.timeout(probeMs) });
  } catch (error) {
    throw new StackError(`${host} is out of reach`, { cause: error });
  }
}

/** The SDK fetches a release only to start it at once, so it is started, in memory, and stopped. */
async function startAndStop(downloadDir: string, version: string): Promise<void> {
  // A development dependency: a production install, which has a Temporal of its own, lacks it.
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const { Runtime, DefaultLogger } = await import('@temporalio/worker');
  if (Runtime._instance === undefined) Runtime.install({ logger: new DefaultLogger('ERROR') });
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', downloadDir, version: `v${version}` } },
  });
  await environment.teardown();
}
