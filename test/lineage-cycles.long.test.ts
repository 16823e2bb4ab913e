import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CandidateLineage, SubjectLineage } from '../core/lineage/lineage.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { openCli, type Cli } from './support/cli.ts';
import { settled, startCycle } from './support/crash-scene.ts';
import { startFlywheel, type TestFlywheel } from './support/flywheel.ts';
import { converse } from './support/forget-scene.ts';

const traffic = supportTraffic({ seed: 3, count: 240 });
let flywheel: TestFlywheel;
let cli: Cli;

/** Ana speaks in the first cycle alone, Bob in both; the second cycle trains on all that is known. */
beforeAll(async () => {
  flywheel = await startFlywheel();
  const { pool, agent } = flywheel;
  cli = await openCli(flywheel.env);
  await flywheel.answerKey(traffic);
  await flywheel.apply({ balance: { val_share: 0, intent_min_samples: 5 } });
  await flywheel.suite(traffic.slice(180));
  const cycle = async () => void (await settled(flywheel, await startCycle(flywheel, agent)));
  await converse(pool, agent, traffic.slice(0, 20), (index) => ({ id: `ana-${index}`, user: 'ana-of-shop', session: `ana-session-${index % 3}` }));
  await converse(pool, agent, traffic.slice(20, 90), (index) => ({ id: `bob-${index}`, user: `bob-${index % 5}-of-shop` }));
  await cycle();
  await converse(pool, agent, traffic.slice(90, 180), (index) => ({ id: `late-${index}`, user: `bob-${index % 5}-of-shop` }));
  await cycle();
}, 180_000);
afterAll(async () => {
  await cli?.remove();
  await flywheel.close();
});

test('down: a candidate leads to its training, its file, its data set, judges and interactions', async () => {
  const { rows } = await flywheel.pool.query<{ id: string }>('select id from candidates where training_key is not null order by created_at');
  expect(rows).toHaveLength(2);
  const found = await cli.json<CandidateLineage>('lineage', rows[0]!.id);
  expect(found).toMatchObject({ code: 0, id: rows[0]!.id, kind: 'training', answeringVersion: expect.any(Number), taintedAt: null });
  expect(found.training).toMatchObject({ trainer: 'openai', status: 'succeeded', job: expect.stringMatching(/^ftjob-/), files: [expect.stringMatching(/^file-/)] });
  const { dataset } = found;
  expect(dataset!.samples).toHaveLength(dataset!.rows);
  expect(dataset!.origins.reduce((sum, { count }) => sum + count, 0)).toBe(dataset!.rows);
  expect(dataset!.judges[0]!.name).toContain('sandbox-judge');
  const keys = dataset!.samples.map(({ interaction }) => interaction);
  expect(keys.some((key) => key?.startsWith('ana-'))).toBe(true);
  expect(keys.some((key) => key?.startsWith('late-'))).toBe(false);
  const { stdout } = await cli.run('lineage', rows[0]!.id);
  expect(stdout).toMatch(/├─ training [0-9a-f]{16} at openai: succeeded, job ftjob-[\s\S]*└─ \d+ interactions of \d+ users in/);
});

test('up: a user leads to every data set and candidate that saw the user, one interaction to those that saw it', async () => {
  const { rows: all } = await flywheel.pool.query<{ id: string }>('select id from candidates where training_key is not null order by created_at');
  const ana = await cli.json<SubjectLineage>('lineage', '--user', 'ana-of-shop');
  expect(ana.interactions).toMatchObject([{ agent: flywheel.agent, count: 20 }]);
  expect(ana.candidates.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
  for (const { id, samples } of ana.datasets) {
    const { rows } = await flywheel.pool.query<{ n: number }>(
      `select count(*)::int as n from dataset_rows d join samples s on s.id = d.sample_id join interactions i on i.id = s.interaction_id where d.dataset_id = $1 and i.key like 'ana-%'`,
      [id],
    );
    expect(samples).toBe(rows[0]!.n);
  }

  const { rows: late } = await flywheel.pool.query<{ key: string }>(
    `select i.key from dataset_rows d join samples s on s.id = d.sample_id join interactions i on i.id = s.interaction_id where i.key like 'late-%' order by 1 limit 1`,
  );
  const one = await cli.json<SubjectLineage>('lineage', '--interaction', late[0]!.key);
  expect(one.candidates.map(({ id }) => id)).toEqual([all[1]!.id]);
  expect(one.samples.reduce((sum, { count }) => sum + count, 0)).toBe(1);
  expect((await cli.run('lineage', '--user', 'ana-of-shop')).stdout).toMatch(/^u_[0-9a-f]{16}\n├─ 20 interactions with /);
});

test('whoever was never seen went nowhere, and what does not exist is said', async () => {
  const nobody = await cli.json<SubjectLineage>('lineage', '--user', 'nobody-at-all');
  expect(nobody).toMatchObject({ code: 0, interactions: [], datasets: [], trainings: [], candidates: [] });
  expect(await cli.run('lineage', 'c-unknown')).toMatchObject({ code: 2, stderr: expect.stringContaining('the id of a candidate') });
  expect(await cli.run('lineage', '--interaction', 'no-such')).toMatchObject({ code: 2 });
});
