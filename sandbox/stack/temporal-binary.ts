import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { buildTemporal } from './temporal-build.ts';
import { downloadTemporal } from './temporal-download.ts';
import { StackError } from './stack-error.ts';

/** The newest version that `go install` can build: later ones carry a `replace` directive. */
export const temporalVersion = '1.5.1';

/** `version` is that of the server in the program. */
export type TemporalBinary = { path: string; version: string; origin: 'PATH' | 'cache' };

type Report = (line: string) => void;

const fileName = process.platform === 'win32' ? 'temporal.exe' : 'temporal';

/** Where fetched and built programs are kept between projects, as the platform has it. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const base =
    process.platform === 'win32'
      ? (env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'))
      : process.platform === 'darwin'
        ? join(homedir(), 'Library', 'Caches')
        : (env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'));
  return join(base, 'flywheel', `temporal-${temporalVersion}`);
}

/** The program that is here already: on the PATH, else in the cache; undefined when there is none that runs. */
export async function findTemporal(env: NodeJS.ProcessEnv = process.env): Promise<TemporalBinary | undefined> {
  for (const folder of (env['PATH'] ?? '').split(delimiter).filter(Boolean)) {
    const found = await usable(join(folder, fileName), 'PATH');
    if (found !== undefined) return found;
  }
  return usable(join(cacheFolder(env), fileName), 'cache');
}

/**
 * The `temporal` program: found, else downloaded, else built with Go; the last two are kept in the cache folder.
 * `report` gets a line before and while anything is fetched or built.
 * @throws StackError that lists the choices when none of it works.
 */
export async function obtainTemporal(report: Report, env: NodeJS.ProcessEnv = process.env): Promise<TemporalBinary> {
  const found = await findTemporal(env);
  if (found !== undefined) return found;
  const target = join(cacheFolder(env), fileName);
  const reasons: string[] = [];
  for (const [name, obtain] of [['download', downloadTemporal], ['build', buildTemporal]] as const) {
    try {
      await obtain({ version: temporalVersion, target, report, env });
      const obtained = await usable(target, 'cache');
      if (obtained !== undefined) return obtained;
      reasons.push(`${name}: what came does not run here`);
    } catch (error) {
      reasons.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new StackError(
    [
      'No Temporal server to start. What was tried:',
      ...reasons.map((reason) => `  ${reason}`),
      'Do one of these:',
      '  install the temporal command so that it is on the PATH: https://docs.temporal.io/cli',
      `  put the program at ${target}`,
      '  install Go 1.23 or newer and start again: it is then built from source in a few minutes',
      '  set TEMPORAL_ADDRESS to a Temporal of your own',
    ].join('\n'),
  );
}

async function usable(path: string, origin: TemporalBinary['origin']): Promise<TemporalBinary | undefined> {
  if (!existsSync(path)) return undefined;
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 20_000 });
    // A program built from source calls its own version 0.0.0-DEV; that of the server inside it is always there.
    const version = /Server v?(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
    return version === undefined ? undefined : { path, version, origin };
  } catch {
    return undefined;
  }
}
