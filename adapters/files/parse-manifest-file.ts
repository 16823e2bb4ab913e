import type { ManifestRow } from '../../core/balancing/manifest.ts';
import { manifestRowOf } from '../../core/balancing/manifest-row.ts';
import { InputError } from '../../core/errors/input-error.ts';
import { readJsonRows } from './read-json-rows.ts';

/**
 * The rows of a manifest, as `flywheel balance --manifest` writes it.
 * @throws InputError at the first line that is none
 */
export async function parseManifestFile(path: string): Promise<ManifestRow[]> {
  const rows: ManifestRow[] = [];
  for await (const row of readJsonRows(path)) {
    const parsed = 'fault' in row ? row : manifestRowOf(row.value);
    if ('fault' in parsed) throw new InputError({ source: path, line: row.line, ...parsed.fault });
    rows.push(parsed);
  }
  if (rows.length === 0) throw new InputError({ source: path, found: 'an empty file', expected: 'a manifest' });
  return rows;
}
