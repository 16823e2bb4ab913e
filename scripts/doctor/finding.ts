import type { EnvironmentSource } from '../../adapters/stack/environment.ts';

/** What a check looks at. */
export type Context = {
  env: NodeJS.ProcessEnv;
  source: EnvironmentSource;
  /** The data folder of the embedded stack, absolute; it need not exist. */
  dir: string;
};

export type Finding = { status: 'ok' | 'warn'; found: string; remedy?: string } | Failure;

/**
 * `configuration`: the user has to change something (exit code 2); `reach`: something needed does not answer (4).
 * `found` and `remedy` never hold a key or a password.
 */
export type Failure = { status: 'fail'; cause: 'configuration' | 'reach'; found: string; remedy: string };

export type Check = { name: string; look: (context: Context) => Promise<Finding> };

export const ok = (found: string): Finding => ({ status: 'ok', found });
export const warn = (found: string, remedy: string): Finding => ({ status: 'warn', found, remedy });
export const misconfigured = (found: string, remedy: string): Failure => ({ status: 'fail', cause: 'configuration', found, remedy });
export const unreachable = (found: string, remedy: string): Failure => ({ status: 'fail', cause: 'reach', found, remedy });

/** What there is to say of a part when no stack runs and no address is set. */
export const nothingRuns = (variable: string): Failure =>
  unreachable('no stack runs here and no address is set', `start one: npx flywheel dev; or set ${variable}`);

/** A network error in words, without the addresses that its message repeats. */
export function why(error: unknown): string {
  const { code, message, errors } = error as { code?: unknown; message?: string; errors?: unknown[] };
  if (typeof code === 'string') return code;
  if (Array.isArray(errors) && errors.length > 0) return why(errors[0]);
  return (message ?? String(error)).split('\n')[0]?.slice(0, 160) ?? '';
}
