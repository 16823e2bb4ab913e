import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { lockFile } from './lock-file.ts';
import { StackError } from './stack-error.ts';
import type { Obtain } from './temporal-download.ts';

const progressMs = 15_000;
const buildWithinMs = 20 * 60_000;

/**
 * Builds the program from its published source with Go, about four minutes on two cores.
 * A second process that wants it waits for the first instead of building the same.
 * @throws StackError when there is no Go, or the build fails, with its last lines.
 */
export async function buildTemporal({ version, target, report, env }: Obtain): Promise<void> {
  const go = await promisify(execFile)('go', ['env', 'GOVERSION'], { env }).catch(() => undefined);
  if (go === undefined) throw new StackError('there is no Go on the PATH');
  const folder = dirname(target);
  await mkdir(folder, { recursive: true });
  const release = await waitForLock(join(folder, 'build.lock'), report);
  try {
    if (existsSync(target)) return;
    const module = `github.com/temporalio/cli/cmd/temporal@v${version}`;
    report(`Building Temporal ${version} with ${go.stdout.trim()} (go install ${module}): some minutes, once`);
    const bin = await mkdtemp(join(folder, 'build-'));
    try {
      await goInstall(module, { ...env, GOBIN: bin }, report);
      await rename(join(bin, basename(target)), target);
    } finally {
      await rm(bin, { recursive: true, force: true });
    }
  } finally {
    await release();
  }
}

async function waitForLock(file: string, report: Obtain['report']): Promise<() => Promise<void>> {
  let told = false;
  for (;;) {
    const lock = await lockFile(file, {});
    if (lock.held) return lock.release;
    if (!told) report(`Process ${lock.holder.pid} is building Temporal: waiting for it`);
    told = true;
    await sleep(1_000);
  }
}

async function goInstall(module: string, env: NodeJS.ProcessEnv, report: Obtain['report']): Promise<void> {
  const started = performance.now();
  const child = spawn('go', ['install', module], { env, stdio: ['ignore', 'ignore', 'pipe'], timeout: buildWithinMs });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4_000)));
  const ticker = setInterval(() => {
    report(`  still building, ${Math.round((performance.now() - started) / 1000)} s${lastLine(said)}`);
  }, progressMs);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('close', resolve);
      child.once('error', reject);
    });
    if (code !== 0) throw new StackError(`go install ${module} failed:\n${said.trim().split('\n').slice(-8).join('\n')}`);
  } finally {
    clearInterval(ticker);
  }
}

function lastLine(said: string): string {
  const line = said.trimEnd().split('\n').at(-1) ?? '';
  return line === '' ? '' : `: ${line.slice(0, 100)}`;
}
