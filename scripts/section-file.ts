import { z } from 'zod';
import { readTextFile } from '../adapters/files/read-text-file.ts';
import { parseYaml } from '../core/config/parse.ts';

/**
 * One section of a `flywheel.yaml` from a file that holds it alone, or under its name; its defaults where there is no file or nothing in it.
 *
 * @throws InputError
 */
export async function sectionOfFile<T extends z.ZodType>(path: string | undefined, name: string, schema: T): Promise<z.infer<T>> {
  if (path === undefined) return schema.parse({});
  const text = await readTextFile(path, `the ${name} section of a flywheel.yaml`);
  if (new RegExp(`^${name}\\s*:`, 'm').test(text)) {
    const wrapped = z.strictObject({ [name]: schema }) as unknown as z.ZodType<Record<string, z.infer<T>>>;
    return parseYaml(text, path, wrapped)[name] as z.infer<T>;
  }
  return text.replaceAll(/^\s*(?:#.*)?$/gm, '').trim() === '' ? schema.parse({}) : parseYaml(text, path, schema);
}
