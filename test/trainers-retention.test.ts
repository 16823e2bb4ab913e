import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerCandidate } from '../adapters/store/candidates.ts';
import { discardedTrainings, markDiscarded } from '../adapters/store/discarded-trainings.ts';
import { installationId } from '../adapters/store/installation.ts';
import { artefactOf, intendTraining } from '../adapters/store/training-jobs.ts';
import { commandTrainer } from '../adapters/trainers/command.ts';
import { workerSchema, type CommandTrainerConfig } from '../core/config/worker.ts';
import { trainingKey } from '../core/training/key.ts';
import { allIntents } from '../sandbox/traffic/intents/index.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { pause, settled, startCycle } from './support/crash-scene.ts';
import { startFlywheel, type TestFlywheel } from './support/flywheel.ts';
import { ownTrainer, startOwnServer } from './support/own-server.ts';
import { freeze, prepareAgent } from './support/served-agent.ts';
import { chatLines } from './support/sandbox-provider.ts';
import { call, endOfJob } from './support/trainer-scene.ts';

const traffic = supportTraffic({ seed: 23, count: 110, intents: allIntents.slice(0, 6).map(({ name }) => name) });
const [asked, suite] = [traffic.slice(0, 60), traffic.slice(60)];

let flywheel: TestFlywheel;
let server: Awaited<ReturnType<typeof startOwnServer>>;
let folder: string;
let config: CommandTrainerConfig;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flywheel-retention-'));
  server = await startOwnServer();
  const models = workerSchema.parse({
    providers: { gpu: { base_url: server.url } },
    trainers: { local: { kind: 'command', ...ownTrainer, jobs_folder: folder, serving: 'gpu', keep_jobs: { days: 30, latest: 0 } } },
    serving: { gpu: { kind: 'vllm', provider: 'gpu' } },
  });
  config = models.trainers['local'] as CommandTrainerConfig;
  flywheel = await startFlywheel({ models });
  await flywheel.answerKey(traffic);
});
afterAll(async () => {
  await flywheel.close();
  await server.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

type Job = { ended?: number; wanted?: number; status?: string; base?: string; registered?: boolean };

/** An agent with a dataset, and a way to give it trainings that ended so many days ago. */
async function trainedAgent(agent: string) {
  const { pool } = flywheel;
  await prepareAgent(pool, agent, { asked: [], train: { trainer: 'local', base_model: 'none' } });
  const cycleId = `flywheel/${agent}/manual-1`;
  await pool.query(`insert into cycles (id, agent, agent_version, run_id, trigger, cutoff, stage, ended_at) values ($1, $2, 1, 'r', 'run', now(), 'release', now())`, [cycleId, agent]);
  await pool.query(`insert into datasets (id, agent, cycle_id, rows, lines, limits_held, report) values ($1, $2, $3, 0, 0, true, '{}')`, [`d-${agent}`, agent, cycleId]);
  const model = (name: string): string => `local/${agent}-${name}`;
  return {
    cycleId, model,
    job: async (name: string, { ended = 100, wanted, status = 'succeeded', base = 'none', registered = status === 'succeeded' }: Job = {}): Promise<string> => {
      const content = `${agent}-${name}`;
      const key = trainingKey(content, 1);
      await pool.query(
        `insert into training_jobs (key, content_key, generation, agent, cycle_id, dataset_id, trainer, base_model, hyperparameters, provider_job_id, status, tuned_model, artefact_path, submitted_at, ended_at, wanted_at)
         values ($1, $10, 1, $2, $3, $4, 'local', $5, '{}', 'job-' || $10, $6, $7, '/somewhere', now(), now() - $8 * interval '1 day', now() - $9::int * interval '1 day')`,
        [key, agent, cycleId, `d-${agent}`, base, status, status === 'succeeded' ? model(name) : null, ended, wanted ?? null, content],
      );
      if (!registered) return '';
      return registerCandidate(pool, { agent, model: model(name), baseModel: base, systemPrompt: null, examples: [], datasetId: `d-${agent}`, trainingKey: key, cycleId: null });
    },
    discarded: async (retention = { days: 30, latest: 0 }): Promise<string[]> => {
      await markDiscarded(pool, 'local', retention);
      const { rows } = await pool.query<{ name: string }>(`select substr(content_key, length($1) + 2) as name from training_jobs where agent = $1 and discarded_at is not null order by 1`, [agent]);
      return rows.map(({ name }) => name);
    },
  };
}

test('what was never let out goes when it is old, and failed jobs with it', async () => {
  const { job, discarded, model } = await trainedAgent('ages');
  await job('old');
  await job('old-failed', { status: 'failed' });
  await job('young', { ended: 10 });
  await job('found-lately', { wanted: 5 });
  await job('never-fetched', { registered: false });
  expect(await discarded()).toEqual(['old', 'old-failed']);
  expect(await artefactOf(flywheel.pool, model('old'))).toBeUndefined();
  expect(await artefactOf(flywheel.pool, model('young'))).toBe('/somewhere');
});

test('the latest of an agent stay whatever their age', async () => {
  const { job, discarded } = await trainedAgent('counts');
  for (const [index, name] of ['a', 'b', 'c', 'd'].entries()) await job(name, { ended: 100 + index });
  expect(await discarded({ days: 30, latest: 2 })).toEqual(['c', 'd']);
});

test('what serves, served, waits or is before the gate stays, and what it answers by or goes on from', async () => {
  const { pool } = flywheel;
  const { job, discarded, model, cycleId } = await trainedAgent('needs');
  const agent = 'needs';
  await job('gone');
  await job('base');
  await job('base-of-base');
  await pool.query(`update training_jobs set base_model = $2 where content_key = $1`, ['needs-base', model('base-of-base')]);
  const champion = await job('champion', { base: model('base') });
  await pool.query(`update aliases set candidate_id = $2 where agent = $1 and name = 'champion'`, [agent, champion]);
  await job('larger');
  const routed = await registerCandidate(pool, {
    agent, model: 'elsewhere', baseModel: null, systemPrompt: null, examples: [], routing: { rules: [{ when: 'abstains', model: model('larger'), replies: ['?'] }] } as never, datasetId: null, trainingKey: null, cycleId: null,
  });
  await pool.query(`insert into aliases (agent, name, candidate_id) values ($1, 'previous', $2)`, [agent, routed]);
  await pool.query(`insert into audit (key, agent, action, by, why, candidate_id) values ('k', $1, 'promote', 'ana', 'good', $2)`, [agent, await job('served-once')]);
  await pool.query(`insert into releases (id, agent, candidate_id, cycle_id, status, needs_approval) values ('r', $1, $2, $3, 'waiting', true)`, [agent, await job('waits'), cycleId]);
  await pool.query(`insert into releases (id, agent, candidate_id, cycle_id, status, needs_approval, closed_at) values ('s', $1, $2, $3, 'rejected', true, now())`, [agent, await job('rejected'), cycleId]);
  await pool.query(`insert into cycles (id, agent, agent_version, run_id, trigger, cutoff, stage) values ('open', $1, 1, 'r', 'run', now(), 'evaluate')`, [agent]);
  await pool.query(`insert into cycle_candidates (cycle_id, candidate_id, kind, position, gated) values ('open', $1, 'training', 0, true)`, [await job('gated')]);
  expect(await discarded()).toEqual(['gone', 'rejected']);
});

test('a training whose model is gone is bought anew; one that is found is as good as new', async () => {
  const { pool } = flywheel;
  const { job, discarded, cycleId } = await trainedAgent('again');
  await job('gone');
  await discarded();
  await job('found');
  await job('refused', { status: 'moderated' });
  await pool.query(`insert into cycles (id, agent, agent_version, run_id, trigger, cutoff, stage, ended_at) values ('later', 'again', 1, 'r', 'run', now(), 'train', now())`);
  const wanted = (name: string) =>
    intendTraining(pool, { content_key: `again-${name}`, agent: 'again', cycle_id: 'later', dataset_id: 'd-again', trainer: 'local', base_model: 'none', hyperparameters: {} }, false);
  expect(await wanted('gone')).toMatchObject({ generation: 2, cycle_id: 'later', provider_job_id: null });
  expect(await wanted('found')).toMatchObject({ content_key: 'again-found', generation: 1, cycle_id: cycleId });
  expect(await discarded()).toEqual(['gone', 'refused']);
  expect(await wanted('refused')).toMatchObject({ generation: 1, status: 'moderated' });
});

test('a training that a cycle finds while it is looked at is not discarded', async () => {
  const { job, discarded } = await trainedAgent('races');
  await job('wanted');
  const cycle = await flywheel.pool.connect();
  await cycle.query('begin');
  await cycle.query(`update training_jobs set wanted_at = now() where content_key = 'races-wanted'`);
  const looking = discarded();
  // It waits for the row.
  while ((await flywheel.pool.query(`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)).rowCount === 0) await pause(10);
  await cycle.query('commit');
  cycle.release();
  expect(await looking).toEqual([]);
});

test('a folder that was being removed when its worker was killed goes with the next look; another trainer\'s is not touched', async () => {
  const home = join(folder, 'elsewhere');
  const trainer = commandTrainer({ name: 'local', config: { ...config, jobs_folder: home }, env: process.env });
  const { jobId } = await finishedJob(trainer, home, 'interrupted');
  await mkdir(join(home, 'discarded'));
  await rename(join(home, 'jobs', 'interrupted'), join(home, 'discarded', 'interrupted'));
  expect(await trainer.discard(jobId, call)).toBe(true);
  expect(await readdir(join(home, 'discarded'))).toEqual([]);
  await expect(commandTrainer({ name: 'local', config, env: process.env }).discard(jobId, call)).rejects.toMatchObject({ type: 'trainer_not_here' });
});

test('a purchase removes what is too old, and leaves the model that serves', async () => {
  const { pool } = flywheel;
  const trainer = commandTrainer({ name: 'local', config, env: process.env });
  const { job } = await trainedAgent('cleans');
  const { jobId } = await finishedJob(trainer, folder, 'cleans-old');
  const model = 'local/cleans-old';
  await job('old');
  await pool.query(`update training_jobs set provider_job_id = $1 where content_key = 'cleans-old'`, [jobId]);
  await fetch(`${server.url}/load_lora_adapter`, { method: 'POST', body: JSON.stringify({ lora_name: model, lora_path: join(folder, 'jobs', 'cleans-old', 'out') }) });
  expect(await loaded()).toContain(model);

  const agent = 'buys';
  await prepareAgent(pool, agent, { asked, train: { trainer: 'local', base_model: 'none' } });
  await freeze(pool, agent, suite);
  const run = await startCycle(flywheel, agent);
  expect(await settled(flywheel, run)).toBe('promoted');
  expect(existsSync(join(folder, 'jobs', 'cleans-old'))).toBe(false);
  expect(await loaded()).not.toContain(model);
  const { rows } = await pool.query(`select removed_at is not null as removed from training_jobs where content_key = 'cleans-old'`);
  expect(rows).toEqual([{ removed: true }]);
  expect((await discardedTrainings(pool, 'local', 100)).map((one) => one.provider_job_id)).not.toContain(jobId);

  // Years later the champion's own is still there.
  await pool.query(`update training_jobs set ended_at = now() - interval '9 years', wanted_at = null where agent = $1`, [agent]);
  await markDiscarded(pool, 'local', { days: 1, latest: 0 });
  const { rows: own } = await pool.query<{ artefact_path: string | null }>('select artefact_path from training_jobs where agent = $1', [agent]);
  expect(own).toHaveLength(1);
  expect(existsSync(own[0]?.artefact_path ?? '')).toBe(true);
});

const loaded = async (): Promise<string[]> => ((await (await fetch(`${server.url}/models`)).json()) as { data: { id: string }[] }).data.map(({ id }) => id);

async function finishedJob(trainer: ReturnType<typeof commandTrainer>, home: string, key: string) {
  const file = join(folder, `${key}.jsonl`);
  await writeFile(file, chatLines(traffic.slice(0, 12)));
  const fileId = await trainer.upload(file, 'rows.jsonl', call);
  const job = await trainer.submit({ key, installation: await installationId(flywheel.pool), baseModel: 'none', fileId, hyperparameters: { n_epochs: 1 }, seed: 1, suffix: 'shop' }, call);
  expect(await endOfJob(trainer, job.jobId)).toMatchObject({ status: 'succeeded' });
  expect(existsSync(join(home, 'jobs', key, 'out'))).toBe(true);
  return job;
}
