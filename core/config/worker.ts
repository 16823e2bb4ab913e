import { z } from 'zod';
import { publicKeyPattern } from '../approval/statement.ts';
import { paceSchema } from '../pace/config.ts';
import { pricesSchema } from '../spending/prices.ts';

const nameSchema = z.string().regex(/^[a-z][a-z0-9_-]{0,40}$/, { error: 'a name of a-z, 0-9, - and _, beginning with a letter' });
const variableSchema = z.string().regex(/^[A-Za-z_]\w*$/, { error: 'the name of an environment variable' });

const providerSchema = z.strictObject({
  base_url: z.url({ protocol: /^https?$/, error: 'the URL of an OpenAI-shaped API, e.g. https://host/v1' }),
  key_env: variableSchema.optional().describe('the environment variable that holds its key; left out: the API wants none'),
});

const perMillion = z.number().min(0);

const servingSchema = z.strictObject({
  kind: z.enum(['openai', 'vllm']),
  provider: nameSchema.describe('which of the providers'),
  models: z.array(z.string().min(1)).default([]).describe('models whose names begin so answer here, beside those of the trainers that name this target'),
  usd_per_million_tokens: z.strictObject({ prompt: perMillion, completion: perMillion }).optional().describe('what its answers cost; left out: not known, never 0'),
});

const openAiTrainerSchema = z.strictObject({
  kind: z.literal('openai'),
  provider: nameSchema.describe('which of the providers'),
  context_tokens: z.int().min(1).default(65_536).describe('longest row that it trains on, tokens'),
});

const commandTrainerSchema = z.strictObject({
  kind: z.literal('command'),
  argv: z.array(z.string().min(1)).min(1).describe('the program and its first arguments; it is started without a shell'),
  jobs_folder: z.string().min(1).describe('jobs, files and artefacts. A relative path begins at this file'),
  keep_jobs: z
    .strictObject({
      days: z.int().min(1).default(90).describe('folders of jobs that ended longer ago, and that nobody has asked for since, are removed. 90: as long as the gate looks back for the best release'),
      latest: z.int().min(0).default(10).describe('so many of each agent stay whatever their age'),
    })
    .prefault({})
    .describe('what stays of jobs that have ended. A model that has ever served, waits for its release or is before the gate stays in any case'),
  working_folder: z.string().min(1).default('.').describe('where the command starts, so that argv may name programs beside this file. A relative path begins at this file'),
  environment: z.array(variableSchema).default([]).describe('variables that the command gets beside PATH, HOME, LANG, LC_ALL, TZ and TMPDIR'),
  serving: nameSchema.optional().describe('which of the serving targets its models answer at'),
  usd_per_hour: z.number().min(0).optional().describe('what an hour of its machine costs; left out: not known, never 0'),
  context_tokens: z.int().min(1).default(65_536).describe('longest row that it trains on, tokens'),
});

/** The provider that the worker's own variables name, `OPENAI_BASE_URL` and `OPENAI_API_KEY`: it serves and trains where nothing else is said. */
export const defaultProvider = 'openai';

/** The file that `FLYWHEEL_WORKER_CONFIG` names: where models are trained and served. It names variables that hold keys, never keys. */
export const workerSchema = z.strictObject({
  allowed_hosts: z.array(z.string().min(1)).optional().describe('the only hosts (with their ports, where a URL names one) that rows may be sent to, e.g. api.openai.com; left out: those of the providers'),
  providers: z.record(nameSchema, providerSchema).default({}),
  trainers: z.record(nameSchema, z.discriminatedUnion('kind', [openAiTrainerSchema, commandTrainerSchema])).default({}),
  serving: z.record(nameSchema, servingSchema).default({}),
  prices: pricesSchema.optional().describe('what models cost; wins over what a provider publishes. The same on every worker'),
  approvers: z
    .record(z.string().min(1).max(80), z.string().regex(publicKeyPattern, { error: 'an Ed25519 public key: openssl pkey -in KEY.pem -pubout -outform DER | base64' }))
    .default({})
    .describe('public keys of the people whose decisions count as authenticated, by their names. The same on every worker'),
  webhook: z
    .strictObject({ url: z.url({ protocol: /^https?$/, error: 'the URL that is told, e.g. https://host/hooks/flywheel' }), secret_env: variableSchema.describe('the environment variable that holds the secret of the signature') })
    .optional()
    .describe('who is told when a release waits, goes out or is taken back. The same on every worker'),
  limits: paceSchema.prefault({}).describe('how fast each model may be asked, by all workers together. The same on every worker'),
});
export type WorkerConfig = z.infer<typeof workerSchema>;
export type CommandTrainerConfig = z.infer<typeof commandTrainerSchema>;
export type OpenAiTrainerConfig = z.infer<typeof openAiTrainerSchema>;
export type ServingConfig = z.infer<typeof servingSchema>;
