import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cacheFolder, findTemporal, temporalVersion } from '../sandbox/stack/temporal-binary.ts';
import { buildTemporal } from '../sandbox/stack/temporal-build.ts';

// The programs are shell scripts here; the look-up itself is the same on Windows.
describe.skipIf(process.platform === 'win32')('the Temporal program', () => {
  let dir: string;
  let env: NodeJS.ProcessEnv;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'flywheel-binary-'));
    env = { PATH: `${join(dir, 'bin')}:/usr/bin:/bin`, HOME: dir, XDG_CACHE_HOME: join(dir, 'cache') };
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const script = async (path: string, ...lines: string[]): Promise<string> => {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, ['#!/bin/sh', ...lines, ''].join('\n'));
    await chmod(path, 0o755);
    return path;
  };
  const server = (version: string) => `echo "temporal version 1.5.1 (Server ${version}, UI 2.42.1)"`;
  const cached = () => join(cacheFolder(env), 'temporal');

  test('is looked for on the PATH first, then in the cache', async () => {
    expect(await findTemporal(env)).toBeUndefined();
    const path = await script(cached(), server('1.29.1'));
    expect(await findTemporal(env)).toEqual({ path, version: '1.29.1', origin: 'cache' });
    const onPath = await script(join(dir, 'bin', 'temporal'), server('1.30.0'));
    expect(await findTemporal(env)).toEqual({ path: onPath, version: '1.30.0', origin: 'PATH' });
  });

  test('that does not run is passed over', async () => {
    await script(join(dir, 'bin', 'temporal'), 'exit 1');
    const path = await script(cached(), server('1.29.1'));
    expect(await findTemporal(env)).toMatchObject({ path });
  });

  test('is built once when two processes want it, and stands in the cache only when it is whole', async () => {
    const runs = join(dir, 'runs');
    await script(
      join(dir, 'bin', 'go'),
      'if [ "$1" = env ]; then echo go1.26; exit; fi',
      `echo "$2" >> ${runs}; sleep 0.3`,
      `printf '#!/bin/sh\\n' > "$GOBIN/temporal"; chmod 755 "$GOBIN/temporal"`,
    );
    const said: string[] = [];
    const build = () => buildTemporal({ version: temporalVersion, target: cached(), report: (line) => void said.push(line), env });
    await Promise.all([build(), build()]);
    expect(await readFile(runs, 'utf8')).toBe(`github.com/temporalio/cli/cmd/temporal@v${temporalVersion}\n`);
    expect(await readdir(cacheFolder(env))).toEqual(['temporal']);
    expect(said.join('\n')).toMatch(/Building Temporal.*go1\.26/);
  });

  test('whose build fails leaves nothing, and the last words of the build are told', async () => {
    await script(join(dir, 'bin', 'go'), 'if [ "$1" = env ]; then echo go1.26; exit; fi', 'echo "no route to host" >&2; exit 1');
    const build = buildTemporal({ version: temporalVersion, target: cached(), report: () => undefined, env });
    await expect(build).rejects.toThrow(/no route to host/);
    expect(await readdir(cacheFolder(env))).toEqual([]);
  });
});
