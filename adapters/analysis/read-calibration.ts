import { parseYaml } from '../../core/config/parse.ts';
import { InputError } from '../../core/errors/input-error.ts';
import { calibrationSchema, type Calibration } from '../../core/signals/calibration.ts';
import { readTextFile } from '../files/read-text-file.ts';

/** @throws InputError where it is no calibration.json, with line, field, found and expected of what is wrong */
export async function readCalibration(path: string): Promise<Calibration> {
  const text = await readTextFile(path);
  try {
    JSON.parse(text);
  } catch {
    throw new InputError({ source: path, found: 'broken JSON', expected: 'the calibration.json of an analysis' });
  }
  // JSON is YAML, whose reader knows the lines of its fields.
  return parseYaml(text, path, calibrationSchema);
}
