import { runningStack } from './running-stack.ts';

/** Where a command's addresses and keys come from. */
export type EnvironmentSource = 'variables' | 'stack' | 'nowhere';

/**
 * The environment that a command works in. A set `TEMPORAL_ADDRESS` or `DATABASE_URL` means a real installation,
 * and then only variables count; else those of the stack that runs on `dir` are used, all of them: a key of a real
 * provider that happens to be set must not go to the sandbox, nor the other way round.
 */
export function environmentFor(dir: string, env: NodeJS.ProcessEnv = process.env): { env: NodeJS.ProcessEnv; source: EnvironmentSource } {
  if (set(env['TEMPORAL_ADDRESS']) || set(env['DATABASE_URL'])) return { env, source: 'variables' };
  const stack = runningStack(dir);
  if (stack !== undefined) return { env: environmentWith(stack.env, env), source: 'stack' };
  return { env, source: 'nowhere' };
}

const set = (value: string | undefined): boolean => value !== undefined && value.trim() !== '';

/**
 * An environment with these variables, and without the keys and addresses of a real provider, Temporal or Postgres, or
 * the task queue of another installation.
 */
export function environmentWith(variables: Record<string, string>, env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !/^(TEMPORAL|OPENAI|PG|FLYWHEEL_TASK_QUEUE$)/.test(name));
  return { ...Object.fromEntries(kept), ...variables };
}
