import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allIntents } from '../sandbox/traffic/intents/index.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { agentYaml, openCli, removeSchedules, type Cli } from './support/cli.ts';
import { startFlywheel, type TestFlywheel } from './support/flywheel.ts';
import { prepareAgent, serve } from './support/served-agent.ts';

const traffic = supportTraffic({ seed: 7, count: 200, intents: allIntents.slice(0, 6).map(({ name }) => name) });
const [asked, suite] = [traffic.slice(0, 60), traffic.slice(160)];
const quick = 'trigger:\n  min_new_interactions: 20\nbalance:\n  intent_min_samples: 5\n';

let flywheel: TestFlywheel;
let cli: Cli;

beforeAll(async () => {
  flywheel = await startFlywheel();
  cli = await openCli(flywheel.env);
  await flywheel.answerKey(traffic);
  // As a poor agent leaves it: every third reply is wrong, and half of those are complained about.
  await cli.file('log.jsonl', asked.map(({ text, reply }, index) => ({
    id: `q-${index}`, at: new Date(Date.UTC(2026, 0, 1, 0, 0, index)).toISOString(), user_input: text,
    agent_output: index % 3 === 0 ? 'I am not sure.' : reply, ...(index % 6 === 0 && { rating: 1 }),
  })));
  await cli.file('suite.jsonl', suite.map(({ text, reply, intent }) => ({ input: text, expected: reply, intent })));
});
afterAll(async () => {
  await removeSchedules(flywheel.pool, flywheel.client);
  await cli.remove();
  await flywheel.close();
});

/** What `prepareAgent` applies is all that a cycle needs: for tests that are not about the way there. */
const prepared = async (agent: string, more: { train?: object; release?: object } = {}): Promise<string> => {
  await prepareAgent(flywheel.pool, agent, { asked, suite, ...more });
  return agent;
};

describe.concurrent('a user', { timeout: 180_000 }, () => {
  test('applies, imports, runs a cycle, sees what it did, takes it back', async () => {
    const agent = `day-one-${flywheel.agent}`;
    await cli.file('day-one.yaml', agentYaml(agent, `${quick}release:\n  approval: automatic\n`));
    const mine = ['--agent', agent];
    expect(await cli.json('apply', '-f', 'day-one.yaml')).toMatchObject({ code: 0, agent, version: 1, changed: true, schedule: 'created' });
    expect(await cli.json('apply', '-f', 'day-one.yaml')).toMatchObject({ code: 0, version: 1, changed: false, schedule: 'updated' });
    expect(await cli.run('import', 'log.jsonl', ...mine)).toMatchObject({ code: 0, stdout: '60 rows accepted (plain); new: 60 interactions, 10 feedback\n', stderr: '' });

    expect((await cli.run('run', '--dry-run', ...mine)).stdout).toContain('would end without a suite');
    const frozen = await cli.run('suite', 'import', 'suite.jsonl', ...mine);
    expect(frozen).toMatchObject({ code: 0, stdout: expect.stringMatching(/^suite [\w-]+: 40 cases\n$/) as string });
    expect(frozen.stderr).toMatch(/^40 cases are few: .* at least 133 are needed/);
    expect(await cli.json('run', '--dry-run', ...mine)).toMatchObject({ code: 0, would_train: true, reason: 'new_interactions', unclaimed: 60, judge_calls_at_most: 60 });
    expect((await flywheel.pool.query('select 1 from cycles where agent = $1', [agent])).rowCount).toBe(0);

    const run = await cli.run('run', '--wait', '--json', ...mine);
    const result = JSON.parse(run.stdout) as { cycle: string; outcome: string; candidateId: string };
    expect([run.code, result]).toMatchObject([0, { outcome: 'promoted', verdict: 'promote' }]);
    // A line for each stage as it finishes, after the place to look at it.
    expect(run.stderr.trim().split('\n').map((line) => line.split(' ')[0])).toEqual([result.cycle, 'collect', 'annotate', 'balance', 'train', 'evaluate', 'release']);

    const status = await cli.run('status', ...mine);
    expect(status.stdout).toMatch(new RegExp(`${result.candidateId} serves`));
    expect(status.stdout).toMatch(/promoted.*\n +collect +.*interactions 60.*\n +annotate .*\n +balance .*\n +train .*\n +evaluate .*\n +release /);
    const champion = await cli.json<{ previous: string; candidate: string }>('champion', ...mine);
    expect(champion).toMatchObject({ code: 0, candidate: result.candidateId, model: expect.stringMatching(/^ft/) as string, system_prompt: 'Answer with the reply that helps.' });

    // What trained can be had again as it was sent.
    const { rows: [sent] } = await flywheel.pool.query<{ dataset: string; file: string }>('select dataset_id as dataset, file_id as file from training_jobs where agent = $1', [agent]);
    expect(await cli.run('dataset', 'rebuild', sent!.dataset, '--out', 'again.jsonl')).toMatchObject({ code: 0, stdout: `${sent!.dataset}\n` });
    expect(await readFile(join(cli.dir, 'again.jsonl'), 'utf8')).toBe(await (await fetch(`${flywheel.provider.url}/files/${sent!.file}/content`)).text());
    expect((await cli.run('dataset', 'rebuild', 'd-0000000000000000', '--out', 'again.jsonl')).stderr).toMatch(/^dataset: found d-0000000000000000, expected the id of a dataset/);

    expect(await cli.json('rollback', '--why', 'complaints', '--by', 'bo', ...mine)).toMatchObject({ code: 0, champion: champion.previous, takenBack: champion.candidate });
    expect(await cli.json('champion', ...mine)).toMatchObject({ candidate: champion.previous, model: 'sandbox-large', previous: null });
    expect(await cli.run('rollback', '--why', 'again', ...mine)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('no former champion') as string });

    // The same data make the same candidate, and that one was taken back.
    expect(await cli.json('retrain', '--wait', ...mine)).toMatchObject({ code: 1, outcome: 'rejected', reason: 'previously_rolled_back', candidateId: champion.candidate });
  });

  test('who wants to approve releases is asked, says no, and later yes', async () => {
    const mine = ['--agent', await prepared(`careful-${flywheel.agent}`, { release: { approval: 'required' } })];
    expect(await cli.run('approve', '--why', 'early', ...mine)).toMatchObject({ code: 2, stderr: expect.stringContaining('no waiting release') as string });
    const first = await cli.run('run', '--wait', ...mine);
    expect(first).toMatchObject({ code: 3, stdout: expect.stringMatching(/^awaiting approval[^]*npx flywheel approve --why/) as string });
    const before = await cli.json<{ candidate: string }>('champion', ...mine);

    expect(await cli.run('approve', ...mine)).toMatchObject({ code: 2, stderr: expect.stringContaining('--why') as string });
    expect(await cli.run('approve', '--why', ' ', ...mine)).toMatchObject({ code: 2, stderr: expect.stringContaining('A reason is expected') as string });
    expect(await cli.run('approve', 'flywheel/other/manual-1', '--why', 'good', ...mine)).toMatchObject({ code: 2, stderr: expect.stringContaining('a cycle whose release waits') as string });
    expect((await cli.run('status', ...mine)).stdout).toContain('waits for approval');
    expect(await cli.json('reject', '--why', 'not on a Friday', '--by', 'ana', ...mine)).toMatchObject({ code: 0, outcome: 'rejected' });
    expect(await cli.json('champion', ...mine)).toMatchObject({ candidate: before.candidate });

    const second = await cli.json<{ candidateId: string }>('retrain', '--wait', ...mine);
    expect(second).toMatchObject({ code: 3, outcome: 'awaiting_approval' });
    expect(await cli.json('approve', '--why', 'Monday', '--by', 'ana', ...mine)).toMatchObject({ code: 0, outcome: 'promoted', candidate: second.candidateId });
    expect(await cli.json('champion', ...mine)).toMatchObject({ candidate: second.candidateId, previous: before.candidate });
    expect(await cli.run('reject', '--why', 'too late', ...mine)).toMatchObject({ code: 2, stderr: expect.stringContaining('no waiting release') as string });
    const audit = await flywheel.pool.query('select action, by, why from audit where agent = $1 order by id', [mine[1]]);
    expect(audit.rows.slice(1)).toEqual([{ action: 'reject', by: 'ana', why: 'not on a Friday' }, { action: 'promote', by: 'ana', why: 'Monday' }]);
  });

  test('without a suite learns that one is needed', async () => {
    const agent = `bare-${flywheel.agent}`;
    await flywheel.apply({ agent: { name: agent } });
    await serve(flywheel.pool, agent, asked, 'a');
    expect(await cli.run('run', '--wait', '--agent', agent)).toMatchObject({ code: 2, stdout: expect.stringMatching(/^no suite[^]*npx flywheel suite import FILE/) as string });
  });

  test('with too little to learn from is told so, and that is no failure', async () => {
    const agent = `quiet-${flywheel.agent}`;
    await flywheel.apply({ agent: { name: agent } });
    expect(await cli.json('run', '--wait', '--agent', agent)).toMatchObject({ code: 0, outcome: 'nothing_to_learn' });
    expect((await cli.run('run', '--dry-run', '--agent', agent)).stdout).toContain('nothing to learn: nothing new since the last cycle');
  });

  test('whose trainer does not exist at the provider finds the failure in the status', async () => {
    const agent = await prepared(`misled-${flywheel.agent}`, { train: { base_model: 'no-such-model' } });
    const run = await cli.json<{ cycle: string }>('run', '--wait', '--agent', agent);
    expect(run).toMatchObject({ code: 1, outcome: 'failed', reason: expect.stringMatching(/^provider_/) as string });
    expect((await cli.run('status', '--agent', agent)).stdout).toMatch(/failed \(provider [^]*failed attempt 1 of submitTraining: provider_/);
  });
});
