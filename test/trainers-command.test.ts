import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandTrainer } from '../adapters/trainers/command.ts';
import type { ProcessIdentity } from '../adapters/stack/process-identity.ts';
import { isAlive } from '../adapters/stack/process-identity.ts';
import type { TrainingOrder } from '../adapters/trainers/trainer.ts';
import { call, commandOptions, commandScene, endOfJob, until } from './support/trainer-scene.ts';

const supervisorProgram = fileURLToPath(new URL('../adapters/trainers/command/supervisor.ts', import.meta.url));
const orderProgram = fileURLToPath(new URL('support/order-command.ts', import.meta.url));

let scene: Awaited<ReturnType<typeof commandScene>>;
let keys = 0;
beforeAll(async () => {
  scene = await commandScene({ env: { OPENAI_API_KEY: 'must-not-be-seen', DATABASE_URL: 'nor-this', HF_HOME: '/models' }, environment: ['HF_HOME'] });
});
afterAll(() => scene.close());

const orderOf = async (hyperparameters: TrainingOrder['hyperparameters']): Promise<TrainingOrder> => ({
  key: `job-${++keys}-${'0'.repeat(12)}`, installation: 'test', baseModel: 'some-base', fileId: await scene.trainer.upload(await scene.file(), 'rows.jsonl', call), hyperparameters, seed: 7, suffix: 'shop',
});
const dirOf = ({ key }: TrainingOrder): string => join(scene.folder, 'jobs', key);
const record = async <T>(order: TrainingOrder, file: string): Promise<T> => JSON.parse(await readFile(join(dirOf(order), file), 'utf8')) as T;
const running = async (order: TrainingOrder): Promise<ProcessIdentity> => {
  await until(async () => {
    const job = await scene.trainer.adopt(order, call);
    return job !== undefined && (await scene.trainer.events(job.jobId, undefined, call)).length === 3;
  });
  return (await record<{ command: ProcessIdentity }>(order, 'state.json')).command;
};

describe.concurrent('a command', () => {
  test('gets files, seed and parameters as arguments, and of the environment only what is allowed', async () => {
    const order = { ...(await orderOf({ n_epochs: 3, lora_rank: 16 })) };
    const validationFileId = await scene.trainer.upload(await scene.file(5), 'val.jsonl', call);
    const { jobId } = await scene.trainer.submit({ ...order, validationFileId }, call);
    const { artefact, tunedModel } = await endOfJob(scene.trainer, jobId);
    expect(tunedModel).toBe(`local/shop-${order.key.slice(0, 12)}`);
    const model = JSON.parse(await readFile(join(artefact?.path ?? '', 'model.json'), 'utf8')) as { env: string[] };
    expect(model).toMatchObject({ rows: 12, held: 5, seed: '7', params: { base_model: 'some-base', n_epochs: 3, lora_rank: 16 } });
    expect(model.env).toContain('HF_HOME');
    const allowed = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'HF_HOME'];
    // Some shells and loaders set variables of their own; none of ours comes through.
    expect(model.env.filter((name) => !allowed.includes(name) && process.env[name] !== undefined)).toEqual([]);
    expect(await readFile(join(dirOf(order), 'log.txt'), 'utf8')).toMatch(/training on 12 rows\n[^]*a warning|a warning[^]*\ntraining on 12 rows/);
  });

  test('costs what its machine costs an hour', async () => {
    const { jobId } = await scene.trainer.submit(await orderOf({}), call);
    const { costUsd = 0 } = await endOfJob(scene.trainer, jobId);
    expect(costUsd).toBeGreaterThan(0);
    expect(costUsd).toBeLessThan(0.1);
  });

  test('that leaves nothing has failed, and so has a program that cannot be started', async () => {
    expect(await endOfJob(scene.trainer, (await scene.trainer.submit(await orderOf({ behaviour: 'nothing' }), call)).jobId)).toMatchObject({ status: 'failed', errorCode: 'no_artefact' });
    const options = commandOptions(scene.folder);
    const broken = commandTrainer({ ...options, config: { ...options.config, argv: ['/no/such/program'] }, env: process.env });
    expect(await endOfJob(broken, (await broken.submit(await orderOf({}), call)).jobId)).toMatchObject({ status: 'failed', errorCode: 'command_not_started' });
    expect(await endOfJob(scene.trainer, (await scene.trainer.submit(await orderOf({ behaviour: 'fail' }), call)).jobId)).toMatchObject({ status: 'failed', errorCode: 'exit_7' });
  });

  test('that does not stop when asked is killed with all that it started', async () => {
    const order = await orderOf({ behaviour: 'stubborn' });
    const { jobId } = await scene.trainer.submit(order, call);
    const command = await running(order);
    const group = (): number[] => groupOf(command.pid);
    await until(() => group().length === 2);
    await scene.trainer.cancel(jobId, { timeoutMs: 1 });
    expect(await scene.trainer.poll(jobId, call)).toMatchObject({ status: 'running' });
    expect(await endOfJob(scene.trainer, jobId)).toMatchObject({ status: 'cancelled' });
    expect(await readFile(join(dirOf(order), 'out', 'asked'), 'utf8')).toBe('SIGTERM\n');
    await until(() => group().length === 0);
  });

  test('lives on when the process that ordered it is killed, with its whole process group', async () => {
    const order = await orderOf({ behaviour: 'slow' });
    const child = spawn(process.execPath, [orderProgram, JSON.stringify({ folder: scene.folder, order })], { stdio: 'ignore', detached: true });
    const ended = once(child, 'exit');
    const command = await running(order);
    if (child.exitCode === null) process.kill(-(child.pid ?? 0), 'SIGKILL');
    await ended;
    await sleep(200);
    expect(isAlive(command)).toBe(true);
    const { jobId = '' } = (await scene.trainer.adopt(order, call)) ?? {};
    await scene.trainer.cancel(jobId, call);
    expect(await scene.trainer.poll(jobId, call)).toMatchObject({ status: 'cancelled' });
  });

  test('whose supervisor was killed is lost, and no longer holds the machine', async () => {
    const order = await orderOf({ behaviour: 'slow' });
    const { jobId } = await scene.trainer.submit(order, call);
    const command = await running(order);
    process.kill((await record<ProcessIdentity>(order, 'supervisor.json')).pid, 'SIGKILL');
    expect(await endOfJob(scene.trainer, jobId)).toMatchObject({ status: 'failed', errorCode: 'lost', providerStatus: 'lost' });
    await until(() => !isAlive(command));
    // For good: nobody starts it a second time.
    expect(await scene.trainer.submit(order, call)).toMatchObject({ jobId, status: 'failed', errorCode: 'lost' });
  });

  test('of a job that was cancelled before anybody began is never started', async () => {
    const order = await orderOf({ tally: join(scene.folder, 'tally-cancelled') });
    await mkdir(dirOf(order), { recursive: true });
    await writeFile(join(dirOf(order), 'cancel'), '');
    const { jobId } = await scene.trainer.submit(order, call);
    expect(await endOfJob(scene.trainer, jobId)).toMatchObject({ status: 'cancelled' });
    expect(existsSync(join(scene.folder, 'tally-cancelled'))).toBe(false);
  });
});

describe.concurrent('a command runs once', () => {
  const runsOf = async (tally: string): Promise<number> => (await readFile(tally, 'utf8')).trim().split('\n').length;

  test('when six workers order the same job at once, and three more supervisors come late', async () => {
    const tally = join(scene.folder, 'tally-together');
    const order = await orderOf({ tally });
    const states = await Promise.all(Array.from({ length: 6 }, () => scene.trainer.submit(order, call)));
    expect(new Set(states.map(({ jobId }) => jobId)).size).toBe(1);
    await Promise.all(Array.from({ length: 3 }, () => once(spawn(process.execPath, [supervisorProgram, dirOf(order)], { stdio: 'ignore' }), 'exit')));
    expect(await endOfJob(scene.trainer, states[0]?.jobId ?? '')).toMatchObject({ status: 'succeeded' });
    expect(await runsOf(tally)).toBe(1);
  });

  test('when whoever orders it is killed at any moment and orders it again', async () => {
    const tally = join(scene.folder, 'tally-killed');
    const orders = await Promise.all(Array.from({ length: 6 }, () => orderOf({ tally })));
    const killed = orders.map(async (order, moment) => {
      const child = spawn(process.execPath, [orderProgram, JSON.stringify({ folder: scene.folder, order })], { stdio: 'ignore' });
      const ended = once(child, 'exit');
      while (!existsSync(dirOf(order)) && child.exitCode === null) await sleep(1);
      // The few milliseconds in which the folder is made, the order written and the supervisor started.
      await sleep(moment);
      child.kill('SIGKILL');
      await ended;
    });
    await Promise.all(killed);
    const ends = await Promise.all(orders.map(async (order) => endOfJob(scene.trainer, (await scene.trainer.submit(order, call)).jobId)));
    expect(ends.map(({ status }) => status)).toEqual(orders.map(() => 'succeeded'));
    expect(await runsOf(tally)).toBe(orders.length);
  });
});

test('a worker with another jobs folder says that the job is not here, which a retry may mend', async () => {
  const other = await commandScene();
  const order = await orderOf({});
  const { jobId } = await scene.trainer.submit(order, call);
  const notHere = { type: 'trainer_not_here', retryable: true, answerLost: false };
  await expect(other.trainer.poll(jobId, call)).rejects.toMatchObject(notHere);
  await expect(other.trainer.adopt(order, call)).rejects.toMatchObject(notHere);
  await expect(other.trainer.submit(order, call)).rejects.toMatchObject(notHere);
  expect(existsSync(join(other.folder, 'jobs', order.key))).toBe(false);
  // A second worker that shares the folder has the same jobs.
  const sharing = await commandScene({ folder: scene.folder });
  expect(await endOfJob(sharing.trainer, jobId)).toMatchObject({ status: 'succeeded' });
  await other.close();
});

/** The processes of a group that have not ended. */
function groupOf(pid: number): number[] {
  const found = execFileSync('ps', ['-eo', 'pid=,pgid=,stat='], { encoding: 'utf8' });
  return found.split('\n').map((line) => line.trim().split(/\s+/)).filter(([, group, state]) => Number(group) === pid && !state?.startsWith('Z')).map(([id]) => Number(id));
}
