import { parseResultFile } from '../../adapters/files/parse-result-file.ts';
import { InputError, type InputFault } from '../../core/errors/input-error.ts';
import type { GateEvidence } from '../../core/gate/evidence.ts';
import { evidenceOfFiles } from '../../core/gate/result-files.ts';

/** Faults said one by one; two files of other cases differ in every line. */
const shownFaults = 20;

/**
 * The evidence in result files, and for each file the fields that nothing uses.
 *
 * @throws InputError for files that cannot be read or compared
 */
export async function readEvidence(paths: { baseline: string; candidate: string; anchor?: string }): Promise<{ evidence: GateEvidence; unused: { source: string; fields: string[] }[] }> {
  const baseline = await parseResultFile(paths.baseline);
  const candidate = await parseResultFile(paths.candidate);
  const anchor = paths.anchor === undefined ? undefined : await parseResultFile(paths.anchor);
  const read = evidenceOfFiles(baseline, candidate, anchor);
  if ('faults' in read) throw new InputError(shortened(read.faults));
  const files = [baseline, candidate, ...(anchor ? [anchor] : [])];
  return { evidence: read.evidence, unused: files.flatMap(({ source, unused }) => (unused.length > 0 ? [{ source, fields: unused }] : [])) };
}

function shortened(faults: readonly InputFault[]): InputFault[] {
  const shown = faults.slice(0, shownFaults);
  return faults.length > shown.length ? [...shown, { found: `${faults.length - shown.length} more faults`, expected: 'files without any' }] : shown;
}
