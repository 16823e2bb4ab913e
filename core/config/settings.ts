import { z } from 'zod';
import { InputError } from '../errors/input-error.ts';
import { durationSchema, milliseconds } from './duration.ts';

const databaseUrl = 'a URL such as postgres://user:password@host:5432/flywheel';
const connections = 'a whole number from 2 to 200';

/** What a process needs to know of its surroundings; Temporal's own variables are read by its library. */
const settingsSchema = z.object({
  DATABASE_URL: z.string(databaseUrl).regex(/^postgres(ql)?:\/\//, databaseUrl),
  OPENAI_BASE_URL: z.url({ protocol: /^https?$/, error: 'the URL of an OpenAI-shaped API, e.g. https://host/v1' }).optional(),
  OPENAI_API_KEY: z.string({ error: 'the key of the OpenAI-shaped provider' }).min(1),
  FLYWHEEL_PSEUDONYM_KEY: z.string().min(1).optional(),
  FLYWHEEL_DATABASE_CONNECTIONS: z.coerce.number(connections).int(connections).min(2, connections).max(200, connections).default(20),
  // Longer than servers take that are started beside the worker, migrations of their own included; short enough to be noticed.
  FLYWHEEL_START_WITHIN: durationSchema.default('5m'),
});

export type Settings = {
  databaseUrl: string;
  /** Undefined: OpenAI itself. */
  openAiBaseUrl: string | undefined;
  openAiApiKey: string;
  /** Of the installation; the same on every machine. Importing needs it, a worker checks it. */
  pseudonymKey: string | undefined;
  databaseConnections: number;
};

export type WorkerSettings = Settings & {
  /** How long a worker that starts waits for Postgres and Temporal. */
  startWithinMs: number;
};

/** @throws InputError that names every missing or malformed variable, never its value */
export function readSettings(env: Readonly<Record<string, string | undefined>>): WorkerSettings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = settingsSchema.safeParse(given);
  if (!parsed.success) {
    throw new InputError(
      parsed.error.issues.map((issue) => {
        const name = String(issue.path[0]);
        return { source: 'environment', field: name, found: given[name] === undefined ? 'nothing' : 'another value', expected: issue.message };
      }),
    );
  }
  const { data } = parsed;
  return {
    databaseUrl: data.DATABASE_URL, openAiBaseUrl: data.OPENAI_BASE_URL, openAiApiKey: data.OPENAI_API_KEY,
    pseudonymKey: data.FLYWHEEL_PSEUDONYM_KEY, databaseConnections: data.FLYWHEEL_DATABASE_CONNECTIONS,
    startWithinMs: milliseconds(data.FLYWHEEL_START_WITHIN),
  };
}
