import { createHash } from 'node:crypto';
import { InputError } from '../../core/errors/input-error.ts';
import type { Database } from './database.ts';

/**
 * Binds this database to one pseudonym key. With another key the same user would get a second pseudonym, and
 * splits, caps and erasure would silently stop to hold.
 *
 * @throws InputError when the database was filled under another key
 */
export async function bindPseudonymKey(db: Database, key: string): Promise<void> {
  const check = createHash('sha256').update(`flywheel pseudonym check\0${key}`).digest('hex');
  const { rows } = await db.query<{ value: string }>(
    `insert into installation (name, value) values ('pseudonym_key_check', $1)
     on conflict (name) do update set value = installation.value returning value`,
    [check],
  );
  if (rows[0]?.value !== check) {
    throw new InputError({ field: 'FLYWHEEL_PSEUDONYM_KEY', found: 'another key', expected: 'the key that this database was filled under' });
  }
}

/** Names this installation at the providers: the same for all its workers, unlike any other's. */
export async function installationId(db: Database): Promise<string> {
  const { rows } = await db.query<{ value: string }>(`select value from installation where name = 'id'`);
  if (!rows[0]) throw new Error('the installation has no id');
  return rows[0].value;
}
