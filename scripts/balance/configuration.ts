import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { balanceConfigSchema, type BalanceConfig } from '../../core/balancing/config.ts';
import { parseYaml } from '../../core/config/parse.ts';
import { InputError } from '../../core/errors/input-error.ts';

/** The `balance:` section, alone in its file or under its name; the defaults where there is no file. */
export async function balanceConfiguration(path: string | undefined): Promise<BalanceConfig> {
  if (path === undefined) return balanceConfigSchema.parse({});
  const text = await readFile(path, 'utf8').catch(() => {
    throw new InputError({ source: path, found: 'nothing that can be read', expected: 'the balance section of a flywheel.yaml' });
  });
  if (/^balance\s*:/m.test(text)) return parseYaml(text, path, z.strictObject({ balance: balanceConfigSchema.prefault({}) })).balance;
  return text.replaceAll(/^\s*(?:#.*)?$/gm, '').trim() === '' ? balanceConfigSchema.parse({}) : parseYaml(text, path, balanceConfigSchema);
}
