import { createHmac } from 'node:crypto';
import { InputError } from '../errors/input-error.ts';

const form = { u: /^u_[0-9a-f]{16}$/, s: /^s_[0-9a-f]{16}$/ };

/** Whether an id is a pseudonym already (of that kind). */
export const isPseudonym = (kind: 'u' | 's', id: string): boolean => form[kind].test(id);

/**
 * The stable stand-in of a user's (`u`) or session's (`s`) id: `u_` + the first 16 hex digits of
 * HMAC-SHA256 over the raw id, with the installation's key. The same id under the same key is always
 * the same pseudonym, so splits, stickiness and erasure work; a pseudonym is returned as it is.
 *
 * @throws InputError when the key is empty.
 */
export function pseudonym(kind: 'u' | 's', rawId: string, key: string): string {
  if (key === '') throw new InputError({ field: 'pseudonym key', found: 'nothing', expected: 'a secret that stays the same for the installation' });
  if (isPseudonym(kind, rawId)) return rawId;
  return `${kind}_${createHmac('sha256', key).update(rawId, 'utf8').digest('hex').slice(0, 16)}`;
}
