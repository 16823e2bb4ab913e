import { createHash, generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WorkflowUpdateFailedError, type WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findReport, latestReport } from '../adapters/store/reports.ts';
import { resolve } from '../adapters/store/champions.ts';
import { signatureOf } from '../adapters/webhook/open-webhook.ts';
import { admit, type Asked } from '../core/approval/admit.ts';
import { isSigned, signStatement, type Statement } from '../core/approval/statement.ts';
import { releaseSchema } from '../core/config/release.ts';
import { workerSchema } from '../core/config/worker.ts';
import { manualCycleId } from '../core/cycle/ids.ts';
import { allIntents } from '../sandbox/traffic/intents/index.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { openCli, type Cli } from './support/cli.ts';
import { startFlywheel, type TestFlywheel } from './support/flywheel.ts';
import { prepareAgent } from './support/served-agent.ts';
import { startReceiver } from './support/webhook-receiver.ts';

const person = () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return { key: privateKey, known: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'), pem: privateKey.export({ format: 'pem', type: 'pkcs8' }) };
};
const [ana, bo] = [person(), person()];
const approvers = { ana: ana.known, bo: bo.known };

describe('a signature', () => {
  const statement: Statement = { about: 'release', decision: 'approve', releaseId: 'r', cycleId: 'c', evidence: 'h', by: 'ana', why: 'better' };
  const signed = signStatement(statement, ana.key);

  test('holds for what was signed, by whom, and for nothing else', () => {
    expect(isSigned(statement, signed, approvers)).toBe(true);
    const others: Statement[] = [
      { ...statement, decision: 'reject' }, { ...statement, releaseId: 'r2' }, { ...statement, cycleId: 'c2' }, { ...statement, evidence: null }, { ...statement, by: 'bo' }, { ...statement, why: 'worse' },
      { about: 'rollback', agent: 'r', rollbackId: 'c', by: 'ana', why: 'better' },
    ];
    expect(others.filter((other) => isSigned(other, signed, approvers))).toEqual([]);
  });

  test.each([undefined, '', 'no signature', signStatement(statement, bo.key)])('that is none, or another person\'s, proves nothing: %s', (signature) => {
    expect(isSigned(statement, signature, approvers)).toBe(false);
    expect(isSigned({ ...statement, by: 'constructor' }, signature, approvers)).toBe(false);
  });

  test('of a webhook is that of the published example of Standard Webhooks', () => {
    const example = { secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', seconds: 1_614_265_330, body: '{"test": 2432232314}' };
    expect(signatureOf(example)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });
});

describe('a decision', () => {
  const asked: Asked = { fourEyes: true, tainted: false, decision: 'approve', by: 'bo', signed: true, named: 'h', latest: 'h', starter: { trigger: 'run', name: 'ana', how: 'authenticated' } };

  test.each([
    ['of somebody else, who signed it, counts', {}, { how: 'authenticated' }],
    ['of the person who started the cycle does not', { by: 'ana' }, { refused: 'started_it_oneself' }],
    ['without a signature does not', { signed: null }, { refused: 'signature_needed' }],
    ['with a wrong signature never does', { signed: false, fourEyes: false }, { refused: 'signature_invalid' }],
    ['on another report than the one that is there does not', { named: 'older' }, { refused: 'evidence_changed' }],
    ['on a cycle whose starter only claimed a name does not', { starter: { trigger: 'run', name: 'zoe', how: 'claimed' } }, { refused: 'starter_not_authenticated' }],
    ['on a cycle that nobody is known to have started does not', { starter: { trigger: 'run', name: null, how: null } }, { refused: 'starter_not_authenticated' }],
    ['on a cycle of the schedule counts', { starter: { trigger: 'schedule', name: null, how: null } }, { how: 'authenticated' }],
    ['against a release counts from anybody', { decision: 'reject', signed: null }, { how: 'claimed' }],
    ['on a candidate that saw a user who was erased does not, whatever report it names', { tainted: true, named: 'older' }, { refused: 'candidate_tainted' }],
    ['against a candidate that saw such a user counts', { tainted: true, decision: 'reject', signed: null }, { how: 'claimed' }],
    ['counts as claimed where four eyes are not asked for', { fourEyes: false, signed: null }, { how: 'claimed' }],
  ] as const)('%s', (_, change, wanted) => {
    expect(admit({ ...asked, ...change })).toEqual(wanted);
  });
});

test('four eyes cannot be promised where releases are automatic', () => {
  expect(releaseSchema.safeParse({ four_eyes: true }).success).toBe(true);
  expect(releaseSchema.safeParse({ four_eyes: true, approval: 'automatic' }).error?.issues.map(({ path }) => path)).toEqual([['four_eyes']]);
});

const traffic = supportTraffic({ seed: 11, count: 100, intents: allIntents.slice(0, 6).map(({ name }) => name) });
const [served, suite] = [traffic.slice(0, 60), traffic.slice(60)];
const secret = 'a secret of the receiver';

let flywheel: TestFlywheel;
let cli: Cli;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
const refusedOnce = new Set<string>();

beforeAll(async () => {
  process.env['TEST_WEBHOOK_SECRET'] = secret;
  receiver = await startReceiver(({ id, event }) => {
    if (event.type !== 'release.promoted' || refusedOnce.has(id)) return 204;
    refusedOnce.add(id);
    return 503;
  });
  flywheel = await startFlywheel({ models: workerSchema.parse({ approvers, webhook: { url: receiver.url, secret_env: 'TEST_WEBHOOK_SECRET' } }) });
  await flywheel.answerKey(traffic);
  cli = await openCli(flywheel.env);
  await Promise.all([['ana', ana] as const, ['bo', bo] as const].map(([name, { pem }]) => writeFile(join(cli.dir, `${name}.pem`), pem, { mode: 0o600 })));
});
afterAll(async () => {
  await flywheel.close();
  await cli.remove();
  await receiver.close();
});

const as = (name: string) => ({ FLYWHEEL_APPROVER: name, FLYWHEEL_APPROVER_KEY: join(cli.dir, `${name}.pem`) });
const releaseOf = async (agent: string): Promise<Record<string, unknown>> => (await flywheel.pool.query<Record<string, unknown>>('select * from releases where agent = $1', [agent])).rows[0] ?? {};
const auditOf = async (agent: string): Promise<object[]> => (await flywheel.pool.query<object>('select action, by, how, evidence from audit where agent = $1 order by id', [agent])).rows;

async function waiting(agent: string, release: object, start?: { by: string; signed?: true }): Promise<{ cycleId: string; candidateId: string; handle: WorkflowHandle }> {
  await prepareAgent(flywheel.pool, agent, { asked: served, suite, release: { approval: 'required', ...release } });
  const cycleId = manualCycleId(agent, new Date());
  const signature = start?.signed && signStatement({ about: 'run', agent, trigger: 'run', cycleId, by: start.by }, ana.key);
  const input = { agent, trigger: 'run', ...(start && { by: start.by }), ...(signature && { signature }) };
  const { candidateId, releaseId } = (await flywheel.client.workflow.execute('flywheelCycle', { workflowId: cycleId, taskQueue: flywheel.taskQueue, args: [input] })) as { candidateId: string; releaseId: string };
  return { cycleId, candidateId, handle: flywheel.client.workflow.getHandle(releaseId) };
}

const refusalOf = async (work: Promise<unknown>): Promise<string | undefined> => {
  const error = await work.catch((thrown: unknown) => thrown);
  return error instanceof WorkflowUpdateFailedError ? (error.cause as { type?: string }).type : undefined;
};

describe.concurrent('a release', () => {
  test('that was approved in the UI names the report and the decision that were there, and its approver as claimed', async () => {
    const { cycleId, candidateId, handle } = await waiting('in-the-ui', {});
    const report = await latestReport(flywheel.pool, cycleId);
    expect(await handle.executeUpdate('approve', { args: [{ by: 'ana', why: 'better' }] })).toBe('promoted');
    await handle.result();
    expect((await auditOf('in-the-ui')).at(-1)).toEqual({ action: 'promote', by: 'ana', how: 'claimed', evidence: { report, decision: { cycle: cycleId, candidate: candidateId } } });
    expect(await releaseOf('in-the-ui')).toMatchObject({ decided_how: 'claimed', evidence: report });
    const stored = await findReport(flywheel.pool, cycleId, report ?? '');
    expect(`r-${createHash('sha256').update(stored?.html ?? '').digest('hex').slice(0, 32)}`).toBe(report);
    expect(stored?.html).toContain('waits for approval');
    expect(await resolve(flywheel.pool, 'in-the-ui', 'any session')).toMatchObject({ candidate: candidateId, alias: 'champion' });
  });

  test('under four eyes goes out by a signature of somebody who did not start it, and by nothing else', async () => {
    const { cycleId, handle } = await waiting('four-eyes', { four_eyes: true }, { by: 'ana', signed: true });
    const evidence = await latestReport(flywheel.pool, cycleId);
    const statement: Statement = { about: 'release', decision: 'approve', releaseId: handle.workflowId, cycleId, evidence, by: 'ana', why: 'mine' };
    expect(await refusalOf(handle.executeUpdate('approve', { args: [{ by: 'bo', why: 'typed' }] }))).toBe('signature_needed');
    expect(await refusalOf(handle.executeUpdate('approve', { args: [{ by: 'bo', why: 'mine', evidence, signature: signStatement({ ...statement, by: 'bo' }, ana.key) }] }))).toBe('signature_invalid');
    expect(await refusalOf(handle.executeUpdate('approve', { args: [{ by: 'ana', why: 'mine', evidence, signature: signStatement(statement, ana.key) }] }))).toBe('started_it_oneself');
    expect(await refusalOf(handle.executeUpdate('approve', { args: [{ by: 'bo', why: 'x', evidence: 'r-another' }] }))).toBe('evidence_changed');
    const refused = await cli.runWith(as('ana'), 'approve', '--agent', 'four-eyes', '--why', 'mine');
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('somebody else, since release.four_eyes is set')]);
    expect((await cli.runWith(as('bo'), 'approve', '--agent', 'four-eyes', '--why', 'seen by two')).stderr).toBe('');
    expect(await handle.result()).toEqual({ outcome: 'promoted' });
    expect((await auditOf('four-eyes')).at(-1)).toMatchObject({ action: 'promote', by: 'bo', how: 'authenticated', evidence: { report: evidence } });
    expect((await cli.runWith(as('ana'), 'rollback', '--agent', 'four-eyes', '--why', 'tone')).code).toBe(0);
    expect((await auditOf('four-eyes')).at(-1)).toMatchObject({ action: 'rollback', by: 'ana', how: 'authenticated' });
  });

  test('tells its webhook, signed, that it waits, again and again, and how it ended', async ({ expect: expects }) => {
    const { handle } = await waiting('reminded', { remind_every: '150ms' });
    await expects.poll(() => receiver.of('reminded', 'reminder').length, { timeout: 20_000 }).toBeGreaterThanOrEqual(2);
    await handle.executeUpdate('reject', { args: [{ by: 'ana', why: 'not yet' }] });
    expect(await handle.result()).toEqual({ outcome: 'rejected' });
    await expects.poll(() => receiver.of('reminded', 'rejected').length, { timeout: 20_000 }).toBe(1);
    expect(receiver.of('reminded', 'waiting')).toHaveLength(1);
    const reminders = receiver.of('reminded', 'reminder');
    expect(reminders.length).toBeGreaterThanOrEqual(2);
    expect(new Set(reminders.map(({ id }) => id)).size).toBe(reminders.length);
    for (const { id, seconds, body, signature } of receiver.got) expect(signature).toBe(signatureOf({ secret, id, seconds, body }));
    expect(Number((await releaseOf('reminded'))['reminders'])).toBeGreaterThanOrEqual(2);
    expect(JSON.stringify(await handle.fetchHistory())).not.toContain(secret);
  });

  test('is told again under the same id where the receiver failed, and does not wait for it', async ({ expect: expects }) => {
    await prepareAgent(flywheel.pool, 'told-twice', { asked: served, suite, release: { approval: 'automatic' } });
    const { releaseId } = (await flywheel.client.workflow.execute('flywheelCycle', { workflowId: manualCycleId('told-twice', new Date()), taskQueue: flywheel.taskQueue, args: [{ agent: 'told-twice', trigger: 'run' }] })) as { releaseId: string };
    expect(await flywheel.client.workflow.getHandle(releaseId).result()).toEqual({ outcome: 'promoted' });
    await expects.poll(() => receiver.of('told-twice', 'promoted').length, { timeout: 20_000 }).toBe(2);
    expect(new Set(receiver.of('told-twice', 'promoted').map(({ id, body }) => id + body)).size).toBe(1);
  });
});
