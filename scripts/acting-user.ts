import { userInfo } from 'node:os';

/** Who stands in the audit trail where `--by` does not say: the name under which the worker's file knows this person's key, else the login, or the number of a user that has no name, as in many containers. */
export function actingUser(): string {
  const known = process.env['FLYWHEEL_APPROVER'];
  if (known) return known;
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
