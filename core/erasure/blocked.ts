import { contentHash } from '../identity/content-hash.ts';

/** A hash under which a user is kept out: nobody can read the id from it. */
export const blockedUser = (pseudonym: string): string => contentHash('blocked user', pseudonym);

/** The same for an exchange, whose feedback may come without a user. */
export const blockedInteraction = (agent: string, key: string): string => contentHash('blocked interaction', agent, key);
