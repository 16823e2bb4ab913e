import { hash } from 'node:crypto';

/** A number from 0 up to 1, the same for ever for a salt and a name: the first 52 bits of their SHA-256. */
export const saltedShare = (salt: string, ...name: readonly string[]): number =>
  Number.parseInt(hash('sha256', JSON.stringify([salt, ...name])).slice(0, 13), 16) / 2 ** 52;
