import { existsSync } from 'node:fs';
import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isFree, wantedPorts } from '../../sandbox/stack/ports.ts';
import { runningStack } from '../../adapters/stack/running-stack.ts';
import { misconfigured, nothingRuns, ok, warn } from './finding.ts';
import type { Check } from './finding.ts';

export const ports: Check = {
  name: 'Ports',
  look: async ({ dir }) => {
    if (runningStack(dir) !== undefined) return ok('in use by the stack that runs here');
    const looks = await Promise.all(Object.values(wantedPorts).map(async (port) => ({ port, free: await isFree(port) })));
    const taken = looks.filter(({ free }) => !free).map(({ port }) => port);
    return taken.length === 0 ? ok(`${looks.map(({ port }) => port).join(', ')} are free`) : warn(`${taken.join(', ')} taken`, 'nothing to do: npx flywheel dev takes the next free ones');
  },
};

const leastKeyLength = 16;

export const pseudonymKey: Check = {
  name: 'Pseudonym key',
  look: async ({ env, source }) => {
    const key = env['FLYWHEEL_PSEUDONYM_KEY'] ?? '';
    if (key === '' && source === 'nowhere') return nothingRuns('FLYWHEEL_PSEUDONYM_KEY');
    if (key === '') return misconfigured('FLYWHEEL_PSEUDONYM_KEY is not set', 'make one with openssl rand -hex 32 and keep it: pseudonyms made with another one do not match');
    if (key.length < leastKeyLength) return warn(`FLYWHEEL_PSEUDONYM_KEY has ${key.length} characters`, 'for a new installation use openssl rand -hex 32; never change the key of one that holds data');
    return ok('set');
  },
};

const [lowBytes, fullBytes] = [2 * 2 ** 30, 200 * 2 ** 20];

export const disk: Check = {
  name: 'Disk',
  look: async ({ dir }) => {
    const { bavail, bsize } = await statfs(nearest(dir));
    const free = bavail * bsize;
    const found = `${(free / 2 ** 30).toFixed(1)} GiB free`;
    if (free < fullBytes) return misconfigured(found, 'make room: Postgres and Temporal stop when they cannot write');
    return free < lowBytes ? warn(found, 'make room soon') : ok(found);
  },
};

export const dataFolder: Check = {
  name: 'Data folder',
  look: async ({ dir }) => {
    if (process.platform === 'win32') return ok(dir);
    const found = await stat(dir).catch(() => undefined);
    if (found === undefined) return ok(`${dir}, not made yet`);
    if (!found.isDirectory()) return misconfigured(`${dir} is not a folder`, 'move it away, or give another --dir');
    if (found.uid !== process.getuid?.() && process.getuid?.() !== 0) return warn(`${dir} belongs to another user`, 'use a folder of your own: --dir');
    // Passing through (x) is what root gives the account that Postgres runs as; reading and writing nobody gets.
    if ((found.mode & 0o067) !== 0) return warn(`${dir} is open to others (${(found.mode & 0o777).toString(8)})`, `chmod 700 ${dir}`);
    return ok(dir);
  },
};

const nearest = (path: string): string => (existsSync(path) ? path : nearest(dirname(path)));
