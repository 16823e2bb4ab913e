import { z } from 'zod';
import { InputError } from '../errors/input-error.ts';

/** What a process needs to know of its surroundings; Temporal's own variables are read by its library. */
const settingsSchema = z.object({
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, { error: 'a URL such as postgres://user:password@host:5432/flywheel' }),
  OPENAI_BASE_URL: z.url({ protocol: /^https?$/, error: 'the URL of an OpenAI-shaped API, e.g. https://host/v1' }).optional(),
  OPENAI_API_KEY: z.string({ error: 'the key of the OpenAI-shaped provider' }).min(1),
  FLYWHEEL_DATABASE_CONNECTIONS: z.coerce.number().int().min(2).max(200).default(20),
});

export type Settings = {
  databaseUrl: string;
  /** Undefined: OpenAI itself. */
  openAiBaseUrl: string | undefined;
  openAiApiKey: string;
  databaseConnections: number;
};

/** @throws InputError that names every missing or malformed variable, never its value */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
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
  const { DATABASE_URL, OPENAI_BASE_URL, OPENAI_API_KEY, FLYWHEEL_DATABASE_CONNECTIONS } = parsed.data;
  return { databaseUrl: DATABASE_URL, openAiBaseUrl: OPENAI_BASE_URL, openAiApiKey: OPENAI_API_KEY, databaseConnections: FLYWHEEL_DATABASE_CONNECTIONS };
}
