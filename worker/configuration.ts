import { dirname, resolve } from 'node:path';
import { readTextFile } from '../adapters/files/read-text-file.ts';
import { parseYaml } from '../core/config/parse.ts';
import { defaultProvider, workerSchema, type WorkerConfig } from '../core/config/worker.ts';
import { InputError, type InputFault } from '../core/errors/input-error.ts';

/** What a worker has where no file says otherwise: one OpenAI-shaped provider, by its variables, that trains and serves. */
export const defaultWorkerConfig: WorkerConfig = workerSchema.parse({});

/**
 * Reads the file that `FLYWHEEL_WORKER_CONFIG` names.
 *
 * @throws InputError naming file, line and field
 */
export async function readWorkerConfig(env: Readonly<Record<string, string | undefined>>): Promise<WorkerConfig> {
  const path = env['FLYWHEEL_WORKER_CONFIG'];
  if (!path) return defaultWorkerConfig;
  const text = await readTextFile(path, 'a readable file, as FLYWHEEL_WORKER_CONFIG names it');
  const fromHere = (folder: string): string => resolve(dirname(path), folder);
  const config = parseYaml(text, path, workerSchema);
  const faults = dangling(config, env).map((fault) => ({ source: path, ...fault }));
  if (faults.length > 0) throw new InputError(faults);
  const trainers = Object.entries(config.trainers).map(([name, trainer]) =>
    [name, trainer.kind === 'command' ? { ...trainer, jobs_folder: fromHere(trainer.jobs_folder), working_folder: fromHere(trainer.working_folder) } : trainer] as const);
  return { ...config, trainers: Object.fromEntries(trainers) };
}

/** Names that name nothing (providers, serving targets, variables that are to hold keys), and hosts that are not allowed. */
function dangling({ providers, trainers, serving, allowed_hosts: allowed, webhook }: WorkerConfig, env: Readonly<Record<string, string | undefined>>): InputFault[] {
  const providerNames = [defaultProvider, ...Object.keys(providers)];
  const unknown = (field: string, found: string | undefined, known: readonly string[]): InputFault[] =>
    found === undefined || known.includes(found) ? [] : [{ field, found, expected: known.length > 0 ? `one of ${known.join(', ')}` : 'a name that this file defines' }];
  const base = env['OPENAI_BASE_URL'] || 'https://api.openai.com/v1';
  const hosts = [{ field: `OPENAI_BASE_URL of the environment`, url: base }, ...Object.entries(providers).map(([name, { base_url: url }]) => ({ field: `providers.${name}.base_url`, url }))];
  return [
    ...hosts.flatMap(({ field, url }) => {
      const host = URL.parse(url)?.host;
      return allowed === undefined || host === undefined || allowed.includes(host) ? [] : [{ field, found: host, expected: `one of allowed_hosts: ${allowed.join(', ')}` }];
    }),
    ...Object.entries(providers).flatMap(([name, { key_env: key }]) => (key === undefined || env[key] ? [] : [{ field: `providers.${name}.key_env`, found: `${key}, which is not set`, expected: 'a variable that holds the key' }])),
    ...Object.entries(trainers).flatMap(([name, trainer]) =>
      trainer.kind === 'openai' ? unknown(`trainers.${name}.provider`, trainer.provider, providerNames) : unknown(`trainers.${name}.serving`, trainer.serving, Object.keys(serving))),
    ...(webhook === undefined || env[webhook.secret_env] ? [] : [{ field: 'webhook.secret_env', found: `${webhook.secret_env}, which is not set`, expected: 'a variable that holds the secret' }]),
    ...Object.entries(serving).flatMap(([name, target]) => unknown(`serving.${name}.provider`, target.provider, providerNames)),
  ];
}
