import { randomInt, randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { Env, Provider } from '../context.ts';
import { requireModel } from '../models/catalogue.ts';
import { notFound, refusal } from '../refuse.ts';
import { byCreation, hyperparametersSchema, type Job, type JobRecord } from '../state/records.ts';
import { pageOf } from './pages.ts';
import { readJson } from './read-json.ts';

const requestSchema = z.looseObject({
  model: z.string(),
  training_file: z.string(),
  validation_file: z.string().nullish(),
  method: z
    .object({
      type: z.literal('supervised', { error: "the sandbox trains with method 'supervised' only" }),
      supervised: z.object({ hyperparameters: hyperparametersSchema.optional() }).optional(),
    })
    .optional(),
  hyperparameters: hyperparametersSchema.optional(),
  seed: z.int().min(0).max(0x7fffffff).nullish(),
  suffix: z.string().min(1).max(64).regex(/^[^:]*$/, 'no colon').nullish(),
  metadata: z
    .record(z.string().max(64), z.string().max(512))
    .refine((pairs) => Object.keys(pairs).length <= 16, 'at most 16 pairs')
    .nullish(),
});

export function jobRoutes(provider: Provider): Hono<Env> {
  const { store, faults, runner } = provider;
  const found = (id: string): JobRecord => {
    const record = store.jobs.get(id);
    if (!record) throw notFound('fine-tune job', id, 'fine_tune_not_found');
    return record;
  };

  return new Hono<Env>()
    .post('/', async (c) => {
      const request = await readJson(c, requestSchema);
      if (faults.take('forbid_training', { path: c.req.path, model: request.model }))
        throw refusal(403, 'fine_tuning_not_allowed', 'This organization may not create fine-tuning jobs.');
      const job = newJob(provider, request);
      await store.saveJob({ job, events: [], createdMs: Date.now() });
      const answer = structuredClone(job);
      runner.enqueue(job.id);
      if (faults.take('lost_submit', { path: c.req.path, model: job.model })) return cut(c);
      return c.json(answer);
    })
    .get('/', (c) => {
      const lag = faults.take('list_lag_seconds', { path: c.req.path })?.amount ?? 0;
      const shown = [...store.jobs.values()]
        .filter(({ job, createdMs }) => Date.now() - createdMs >= lag * 1_000 && hasMetadata(job, c.req.query()))
        .sort((a, b) => byCreation(b, a))
        .map(({ job }) => job);
      return c.json(pageOf(shown, c.req.query()));
    })
    .get('/:id', (c) => c.json(found(c.req.param('id')).job))
    .get('/:id/events', (c) => c.json(pageOf(found(c.req.param('id')).events.toReversed(), c.req.query())))
    .post('/:id/cancel', async (c) => {
      const { job } = found(c.req.param('id'));
      if (!(await runner.cancel(job.id)))
        throw refusal(400, 'invalid_status', `Job ${job.id} has already ended with status ${job.status}.`);
      return c.json(job);
    });
}

function newJob({ store }: Provider, request: z.infer<typeof requestSchema>): Job {
  const base = requireModel(store, request.model);
  if (base.kind === 'judge') throw refusal(400, 'model_not_available', `\`${base.id}\` cannot be fine-tuned.`, { param: 'model' });
  for (const [param, id] of [['training_file', request.training_file], ['validation_file', request.validation_file]] as const)
    if (id && !store.files.has(id)) throw refusal(400, 'invalid_file_id', `File '${id}' does not exist.`, { param });
  const hyperparameters = hyperparametersSchema.parse(request.method?.supervised?.hyperparameters ?? request.hyperparameters ?? {});
  return {
    id: `ftjob-${randomUUID().replaceAll('-', '').slice(0, 24)}`,
    object: 'fine_tuning.job',
    created_at: Math.floor(Date.now() / 1_000),
    estimated_finish: null,
    finished_at: null,
    model: request.model,
    fine_tuned_model: null,
    organization_id: 'org-sandbox',
    status: 'validating_files',
    training_file: request.training_file,
    validation_file: request.validation_file ?? null,
    result_files: [],
    trained_tokens: null,
    error: null,
    hyperparameters,
    method: { type: 'supervised', supervised: { hyperparameters } },
    seed: request.seed ?? randomInt(0x7fffffff),
    suffix: request.suffix ?? null,
    metadata: request.metadata ?? null,
  };
}

/** `metadata[k]=v` of the query, for each k. */
const hasMetadata = ({ metadata }: Job, query: Record<string, string>): boolean =>
  Object.entries(query).every(([name, value]) => {
    const key = /^metadata\[(.+)\]$/.exec(name)?.[1];
    return key === undefined || metadata?.[key] === value;
  });

function cut(c: Context<Env>): Promise<Response> {
  c.env.incoming.socket.destroy();
  // Nobody is there to answer.
  return new Promise(() => undefined);
}
