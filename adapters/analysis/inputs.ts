import { lstat, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { compareText } from '../../core/order/compare-text.ts';
import { InputError } from '../../core/errors/input-error.ts';

export const standardInput = '-';
const isLog = /\.(?:jsonl|ndjson|json)(?:\.gz)?$/i;

/**
 * The files to read, in a fixed order: a file as it is named, of a folder everything below it that looks like a log,
 * by name. Links inside a folder are not followed: they may lead out of it, or around in circles.
 *
 * @throws InputError where nothing is there, or a folder holds no log
 */
export async function inputFiles(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    const found = path === standardInput ? undefined : await lstat(await realpath(path).catch(() => path)).catch(() => undefined);
    if (path !== standardInput && found === undefined) throw new InputError({ source: path, found: 'nothing there', expected: 'a file or a folder' });
    if (found?.isDirectory() !== true) {
      files.push(path);
      continue;
    }
    const inside = await logsBelow(path);
    if (inside.length === 0) throw new InputError({ source: path, found: 'a folder without logs', expected: 'files *.jsonl, *.ndjson or *.json, also with .gz' });
    files.push(...inside);
  }
  return files;
}

async function logsBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && isLog.test(entry.name) && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort(compareText);
}
