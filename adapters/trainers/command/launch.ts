import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('supervisor.ts', import.meta.url));
/** What a program needs to run at all. Keys and addresses of the worker are none of its business. */
const always = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR'];

/** The variables that a command may see: those that every program needs, and those that the configuration names. */
export function allowedEnvironment(env: Readonly<Record<string, string | undefined>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries([...always, ...names].flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

/**
 * Starts a supervisor for a job, in a session of its own: it lives on when this process is killed. Harmless to repeat:
 * the one that comes first keeps the job, the others end at once.
 */
export function launchSupervisor(dir: string, env: Record<string, string>): void {
  const child = spawn(process.execPath, [program, dir], { detached: true, stdio: 'ignore', env, cwd: dir });
  // A start that fails leaves the job without a supervisor; the next look starts another one.
  child.on('error', () => undefined);
  child.unref();
}
