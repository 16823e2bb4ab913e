import { userInfo } from 'node:os';

/** Who stands in the audit trail where `--by` does not say: the login, or the number of a user that has no name, as in many containers. */
export function actingUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
