import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerCandidate } from '../adapters/store/candidates.ts';
import { applyWithChampion } from '../adapters/store/champions.ts';
import { openPool, type Pool } from '../adapters/store/database.ts';
import { bestRelease } from '../adapters/store/decisions.ts';
import { enterLook, countLooks } from '../adapters/store/suite-looks.ts';
import { openCycle } from '../adapters/store/cycles.ts';
import { storeSuite, suiteCases } from '../adapters/store/suites.ts';
import { flywheelSchema } from '../core/config/flywheel.ts';
import { freezeSuite } from '../core/suite/stored.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { casesOf, type CaseOf } from './support/evaluation-scene.ts';

const agent = 'released';
let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool(database.url);
  await applyWithChampion(pool, flywheelSchema.parse({ agent: { name: agent, champion: { model: 'first' } }, annotate: { judge: 'judge' }, train: { base_model: 'base' } }), 'test');
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

let releases = 0;
async function release(model: string): Promise<string> {
  const id = await registerCandidate(pool, { agent, model, baseModel: null, systemPrompt: null, examples: [], datasetId: null, trainingKey: null, cycleId: null });
  await pool.query(`insert into audit (key, agent, action, by, why, candidate_id, at) values ($1, $2, 'promote', 'test', 'test', $3, now() - interval '9 days' + $4 * interval '1 day')`, [`release ${model}`, agent, id, ++releases]);
  await pool.query(`update aliases set candidate_id = $2 where agent = $1 and name = 'champion'`, [agent, id]);
  return id;
}

const general = (from: number, to: number): CaseOf[] => Array.from({ length: to - from }, (_, index) => ({ question: `case ${from + index}` }));
const former = (from: number, to: number): CaseOf[] => general(from, to).map(({ question }) => ({ question: `former bad ${question}`, kind: 'regression', foundModel: 'first' }));

async function version(cases: readonly CaseOf[], family?: string): Promise<string> {
  const frozen = freezeSuite(agent, casesOf(cases));
  await storeSuite(pool, { ...frozen, agent, name: 'test', ...(family !== undefined && { family, origin: 'regressions' }) });
  return frozen.id;
}

/** Stored answers to every case of a version; of the questions named first, wrong ones. */
async function answers(candidateId: string, suiteId: string, wrong: (question: string) => boolean): Promise<void> {
  for (const { caseId } of await suiteCases(pool, suiteId)) {
    await pool.query(
      `insert into results (candidate_id, suite_id, settings, case_id, repeat, reply, score, model, prompt_tokens, completion_tokens, latency_ms)
       values ($1, $2, 'usual', $3, 0, 'x', $4, 'm', 1, 1, 1) on conflict do nothing`,
      [candidateId, suiteId, caseId, wrong(caseId) ? 0 : 1]);
  }
}

test('the best recent release is found by what it answered in earlier versions of the suite, on cases that the champion was asked, too', async () => {
  const number = (question: string): number => Number(/\d+$/.exec(question)?.[0]);
  const one = await version(general(0, 40));
  const [good, poor, now] = [await release('good'), await release('poor'), await release('now')];
  await answers(good, one, (question) => number(question) < 4);
  await answers(poor, one, (question) => number(question) < 10);
  await answers(now, one, (question) => number(question) < 6);
  const best = async (suiteId: string) => bestRelease(pool, agent, suiteId, 'usual', 90);
  expect(await best(one)).toBe(good);

  // The suite grows each day: former bad cases of the first release, which only later ones were asked, and all fail or pass.
  const two = await version([...general(0, 40), ...former(0, 20)], one);
  expect(await best(two)).toBe(good);
  await answers(now, two, (question) => !question.startsWith('former') && number(question) < 6);
  expect(await best(two)).toBe(good);

  // Hard cases that only the champion was asked do not make it look worse, nor easy ones better.
  const three = await version([...general(0, 40), ...general(100, 160), ...former(0, 20)], one);
  await answers(now, three, (question) => question.startsWith('case') && (number(question) < 6 || number(question) >= 100));
  expect(await best(three)).toBe(good);
  await answers(good, three, (question) => question.startsWith('case') && number(question) >= 100);
  expect(await best(three)).toBe(good);
});

test('looks are counted over the versions of a suite that grows', async () => {
  const first = await version(general(200, 210));
  const second = await version([...general(200, 210), ...former(50, 52)], first);
  for (const [index, suiteId] of [first, second, second].entries()) {
    const cycleId = `flywheel/${agent}/manual-${index}`;
    await openCycle(pool, { id: cycleId, agent, agentVersion: 1, runId: 'test', trigger: 'run', cutoff: new Date() });
    const { rows } = await pool.query<{ id: string }>(`select candidate_id as id from aliases where agent = $1 and name = 'champion'`, [agent]);
    await enterLook(pool, { agent, suiteId, cycleId, candidateId: rows[0]!.id });
  }
  expect([await countLooks(pool, first), await countLooks(pool, second)]).toEqual([{ looks: 3, opened: 0 }, { looks: 3, opened: 0 }]);
});
