import { lstat, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { compareText } from '../../core/order/compare-text.ts';
import { InputError } from '../../core/errors/input-error.ts';
import { resultNames } from './output-folder.ts';

export const standardInput = '-';
const isLog = /\.(?:jsonl|ndjson|json)(?:\.gz)?$/i;

/**
 * The files to read, in a fixed order: a file as it is named, of a folder everything below it that looks like a log,
 * by name. Links inside a folder are not followed: they may lead out of it, or around in circles. Hidden files and folders
 * are left alone, and so is what an analysis wrote there: the same command twice reads the same.
 *
 * @param written a file that is about to be written, and is no input for lying in a folder
 * @throws InputError where nothing is there, or a folder holds no log
 */
export async function inputFiles(paths: readonly string[], written?: string): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    const found = path === standardInput ? undefined : await lstat(await realpath(path).catch(() => path)).catch(() => undefined);
    if (path !== standardInput && found === undefined) throw new InputError({ source: path, found: 'nothing there', expected: 'a file or a folder' });
    if (found?.isDirectory() !== true) {
      files.push(path);
      continue;
    }
    const below = await logsBelow(path);
    const inside = withoutResults(below).filter((file) => written === undefined || resolve(file) !== resolve(written));
    if (inside.length === 0) {
      throw new InputError(below.length === 0
        ? { source: path, found: 'a folder without logs', expected: 'files *.jsonl, *.ndjson or *.json, also with .gz' }
        : { source: path, found: 'a folder of results', expected: 'logs; to read results again, name the file: analyzed.jsonl' });
    }
    files.push(...inside);
  }
  return files;
}

async function logsBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const isHidden = (path: string): boolean => relative(folder, path).split(sep).some((name) => name.startsWith('.'));
  return entries
    .filter((entry) => entry.isFile() && isLog.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !isHidden(path))
    .sort(compareText);
}

/** Without the files of each folder where an analysis wrote; others beside them stay. */
function withoutResults(files: readonly string[]): string[] {
  const all = new Set(files);
  const [analyzed, rejects] = resultNames;
  const folders = files.filter((file) => basename(file) === analyzed).map((file) => dirname(file)).filter((folder) => all.has(join(folder, rejects)));
  const results = new Set(folders.flatMap((folder) => resultNames.map((name) => join(folder, name))));
  return files.filter((file) => !results.has(file));
}
