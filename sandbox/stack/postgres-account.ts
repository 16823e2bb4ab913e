import { execFileSync, spawnSync } from 'node:child_process';
import { StackError } from './stack-error.ts';

export type Account = { uid: number; gid: number };

/**
 * The account that Postgres runs as: undefined (our own) for everybody but root, whom Postgres refuses.
 * For root it is the system's `postgres` account, which is made where there is none.
 * @throws StackError that says what to do, when it can be neither found nor made.
 */
export function postgresAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const present = lookUp();
  if (present !== undefined) return present;
  for (const [command, ...args] of makers) {
    // The first is of the shadow package, the second of BusyBox: a system has one of the two.
    spawnSync(command, args, { stdio: 'ignore' });
    const made = lookUp();
    if (made !== undefined) return made;
  }
  throw new StackError(
    'Postgres does not run as root, and no account "postgres" could be made for it. ' +
      'Start as an ordinary user, make the account (useradd --system postgres), or set DATABASE_URL.',
  );
}

const makers: readonly [string, ...string[]][] = [
  ['useradd', '--system', '--user-group', '--no-create-home', 'postgres'],
  ['adduser', '-S', '-D', '-H', 'postgres'],
];

/** Whether that account can pass through to this path and use it (read a file's or a folder's entry). */
export function canReach(account: Account, path: string): boolean {
  return spawnSync('test', ['-x', path], { ...account, cwd: '/', stdio: 'ignore' }).status === 0;
}

function lookUp(): Account | undefined {
  try {
    const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}
