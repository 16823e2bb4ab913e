import { InputError } from '../../core/errors/input-error.ts';
import { calibrationSchema, type Calibration } from '../../core/signals/calibration.ts';
import { readTextFile } from '../files/read-text-file.ts';

/** @throws InputError where it is no calibration.json, with the field that is wrong */
export async function readCalibration(path: string): Promise<Calibration> {
  const text = await readTextFile(path);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InputError({ source: path, found: 'broken JSON', expected: 'the calibration.json of an analysis' });
  }
  const parsed = calibrationSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InputError(parsed.error.issues.map((issue) => ({ source: path, field: issue.path.map(String).join('.') || 'the file', expected: issue.message })));
}
