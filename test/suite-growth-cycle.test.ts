import { afterAll, beforeAll, expect, test } from 'vitest';
import { growSuiteActivities } from '../activities/grow-suite.ts';
import type { Dependencies } from '../activities/dependencies.ts';
import { getDataset } from '../adapters/store/datasets.ts';
import { findDecision } from '../adapters/store/decisions.ts';
import { getCycle, cycleStages } from '../adapters/store/cycles.ts';
import { storeInteractions } from '../adapters/store/interactions.ts';
import { untrainedCorrections } from '../adapters/store/suite-sources.ts';
import { countLooks } from '../adapters/store/suite-looks.ts';
import { currentSuite, suiteCases } from '../adapters/store/suites.ts';
import type { DataCard } from '../core/balancing/card.ts';
import { nearTwinIndex } from '../core/duplicates/near-twins.ts';
import { lastUserText } from '../core/interaction/message.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { startFlywheel, type TestFlywheel, type Turn } from './support/flywheel.ts';

let flywheel: TestFlywheel;
const traffic = supportTraffic({ seed: 5, count: 1_900 }).filter((turn, place, all) => all.findIndex(({ text }) => text === turn.text) === place);
const [suite, first, second] = [traffic.slice(0, 150), traffic.slice(150, 650), traffic.slice(650, 1_000)];
/** Other users who ask nearly the same a little later. */
const twinsOf = (turns: readonly Turn[]): Turn[] => turns.flatMap((turn, index) => (index % 4 === 0 ? [{ ...turn, text: `${turn.text} ?` }] : []));

/** Every other reply is wrong; two exchanges of each user. */
async function serve(turns: readonly Turn[], prefix: string): Promise<void> {
  await storeInteractions(flywheel.pool, flywheel.agent, turns.map((turn, index) => ({
    key: `${prefix}-${index}`, at: new Date(Date.UTC(2026, 0, 1, 0, 0, index)), model: 'sandbox-large', user: `u_${prefix}${String(Math.floor(index / 2)).padStart(4, '0')}`,
    messages: [{ role: 'user', content: turn.text }], reply: index % 2 === 0 ? 'I am not sure.' : turn.reply, margin: (index % 10) / 10,
  })));
}

const trained = async () =>
  (await flywheel.pool.query<{ question: string; user: string | null; key: string | null }>(
    `select s.messages->-1->>'content' as question, i.user_id as user, i.key from samples s left join interactions i on i.id = s.interaction_id
     where exists (select 1 from dataset_rows r where r.sample_id = s.id)`)).rows;

beforeAll(async () => {
  flywheel = await startFlywheel();
  await flywheel.answerKey([...traffic, ...twinsOf(traffic)]);
});
afterAll(() => flywheel.close());

test('confirmed bad cases join the suite by default, nothing like them trains, and the next cycle asks the champion only what is new', async () => {
  await flywheel.apply({ annotate: { budget_per_cycle: 800 } });
  const imported = await flywheel.suite(suite);
  await serve([...first, ...twinsOf(first)], 'a');
  const one = await flywheel.start();
  expect(await one.result()).toMatchObject({ verdict: 'promote' });
  await expect.poll(async () => (await getCycle(flywheel.pool, one.id)).outcome).toBe('promoted');

  const grown = (await currentSuite(flywheel.pool, flywheel.agent))!;
  expect(grown).toMatchObject({ version: 2, origin: 'regressions', family: imported });
  const former = (await suiteCases(flywheel.pool, grown.id)).filter(({ kind }) => kind === 'regression');
  expect(former.length).toBeGreaterThan(5);
  expect(new Set(former.map(({ fingerprint }) => fingerprint)).size).toBe(former.length);
  expect(grown.cases).toBe(150 + former.length);

  // Neither the case nor its near-twin, nor anything else of its user, is in any training set.
  const rows = await trained();
  const twinOf = nearTwinIndex(former.map(({ messages }) => lastUserText(messages)));
  expect(rows.length).toBeGreaterThan(300);
  expect(rows.filter(({ question }) => twinOf(question) !== undefined)).toEqual([]);
  const users = new Set((await untrainedCorrections(flywheel.pool, flywheel.agent)).map(({ userId }) => userId));
  expect(users).not.toContain(null);
  expect(rows.filter(({ user }) => users.has(user)).map(({ key }) => key)).toEqual([]);

  // The stage and the data card say what was kept.
  const stages = await cycleStages(flywheel.pool, one.id);
  const kept = Number(stages['balance']?.['keptForSuite']);
  expect(kept).toBeGreaterThanOrEqual(former.length);
  const { card } = (await getDataset(flywheel.pool, String(stages['balance']?.['datasetId']))).report as { card: DataCard };
  expect(card.for_suite).toEqual({ cases: kept, beside: expect.any(Number) as number });
  expect(stages['release']).toMatchObject({ verdict: 'promote', regressionsAdded: former.length, regressionsDropped: 0 });

  // A second attempt, and two at once, change nothing.
  const growSuite = (cycleId: string, suiteId: string) => growSuiteActivities({ pool: flywheel.pool } as Dependencies).growSuite(cycleId, suiteId);
  expect(await Promise.all([growSuite(one.id, imported), growSuite(one.id, imported)])).toEqual([1, 2].map(() => ({ added: former.length, dropped: 0 })));
  expect((await currentSuite(flywheel.pool, flywheel.agent))?.id).toBe(grown.id);

  await serve(second, 'b');
  const two = await flywheel.start({ trigger: 'retrain' });
  await two.result();
  const decision = (await findDecision(flywheel.pool, two.id))!;
  expect(decision.suite_id).toBe(grown.id);
  // They were found with the model of before: under the new champion they count.
  expect(decision.evidence.n).toBe(grown.cases);
  expect(decision.evidence.criteria.find(({ name }) => name === 'uncontaminated')).toMatchObject({ status: 'pass' });
  const asked = await flywheel.pool.query<{ taken: number; asked: number }>(
    `select count(*) filter (where cycle_id is null)::int as taken, count(*) filter (where cycle_id = $3)::int as asked from results
     where candidate_id = $1 and suite_id = $2 and settings not like '%/%'`, [decision.champion_id, grown.id, two.id]);
  expect(asked.rows).toEqual([{ taken: 150, asked: former.length }]);
  expect(await countLooks(flywheel.pool, imported)).toMatchObject({ looks: 2 });

  // The second cycle's own, and still nothing that trained before.
  const after = (await suiteCases(flywheel.pool, (await currentSuite(flywheel.pool, flywheel.agent))!.id)).filter(({ kind }) => kind === 'regression');
  expect(after.length).toBeGreaterThan(former.length);
  const seen = nearTwinIndex(after.map(({ messages }) => lastUserText(messages)));
  expect((await trained()).filter(({ question }) => seen(question) !== undefined)).toEqual([]);
});
