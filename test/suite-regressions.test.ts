import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { growSuiteActivities } from '../activities/grow-suite.ts';
import { getAgent } from '../adapters/store/agents.ts';
import { applyWithChampion } from '../adapters/store/champions.ts';
import { openCycle } from '../adapters/store/cycles.ts';
import { currentSuite, heldOutFingerprints, storeSuite, suiteCases } from '../adapters/store/suites.ts';
import { flywheelSchema } from '../core/config/flywheel.ts';
import { fingerprint } from '../core/evaluation/fingerprint.ts';
import { contentHash } from '../core/identity/content-hash.ts';
import { freezeSuite } from '../core/suite/stored.ts';
import type { Dependencies } from '../activities/dependencies.ts';
import { poolOfTestFile } from './support/database.ts';
import { casesOf } from './support/evaluation-scene.ts';

const pool = await poolOfTestFile();
let agents = 0;
let cycles = 0;
let agent = '';

beforeEach(() => {
  agent = `grows-${++agents}`;
});

/** An agent with a suite of five cases. */
async function agentWith(suite: object = {}): Promise<string> {
  await applyWithChampion(pool, flywheelSchema.parse({ agent: { name: agent, champion: { model: 'champion' } }, annotate: { judge: 'judge' }, train: { base_model: 'base' }, suite }), 'test');
  return keep('kept');
}

async function keep(name: string): Promise<string> {
  const frozen = freezeSuite(agent, casesOf([1, 2, 3, 4, 5].map((number) => ({ question: `${name} ${number}` }))));
  await storeSuite(pool, { ...frozen, agent, name: 'test' });
  return frozen.id;
}

type Bad = { number: number; intent?: string; question?: string; reply?: string; side?: string; reach?: string; day?: number };

/** A confirmed bad case with its verified correction, as a cycle would have left it. */
async function correct({ number, intent = 'help', question = `something went wrong with order number ${number}`, reply = 'right', side = 'test', reach = side, day = number }: Bad): Promise<string> {
  const messages = JSON.stringify([{ role: 'system', content: 'old prompt' }, { role: 'user', content: question }]);
  const { rows } = await pool.query<{ id: number }>(
    `insert into interactions (agent, key, at, model, messages, reply) values ($1, $2, timestamptz '2026-01-01' + $3 * interval '1 day', 'champion', $4, 'wrong') returning id`,
    [agent, `i-${number}-${reply}`, day, messages]);
  const id = contentHash('sample', agent, number, reply);
  await pool.query(
    `insert into samples (id, agent, origin, messages, reply, intent, fingerprint, interaction_id) values ($1, $2, 'correction', $3, $4, $5, $6, $7)`,
    [id, agent, messages, reply, intent, fingerprint(question), rows[0]!.id]);
  await pool.query('insert into split_seals (agent, key, side, reach) values ($1, $2, $3, $4)', [agent, `item:${id}`, side, reach]);
  return id;
}

async function trains(question: string): Promise<void> {
  const id = contentHash('trains', agent, question);
  await pool.query(
    `insert into samples (id, agent, origin, messages, reply, intent, fingerprint) values ($1, $2, 'import', $3, 'x', 'help', $4)`,
    [id, agent, JSON.stringify([{ role: 'user', content: question }]), fingerprint(question)]);
  const dataset = `d-${id}`;
  await pool.query(`insert into datasets (id, agent, cycle_id, rows, lines, limits_held, report) values ($1, $2, $3, 1, 1, true, '{}')`, [dataset, agent, await cycle()]);
  await pool.query('insert into dataset_rows (dataset_id, sample_id, copies, weight) values ($1, $2, 1, 1)', [dataset, id]);
}

async function cycle(): Promise<string> {
  const id = `flywheel/${agent}/manual-${++cycles}`;
  await openCycle(pool, { id, agent, agentVersion: 1, runId: 'test', trigger: 'run', cutoff: new Date() });
  return id;
}

const growSuite = (cycleId: string, suiteId: string) => growSuiteActivities({ pool } as Dependencies).growSuite(cycleId, suiteId);
const grow = async (suiteId: string) => growSuite(await cycle(), suiteId);
const numbersIn = async (): Promise<number[]> =>
  (await suiteCases(pool, (await currentSuite(pool, agent))!.id))
    .filter(({ kind }) => kind === 'regression').map(({ messages }) => Number(/\d+/.exec(String(messages[0]?.content))?.[0])).sort((one, other) => one - other);

describe('a suite grows from confirmed bad cases', () => {
  test('that stand on the test side, each once, also when two attempts work at once and one comes later', async () => {
    const first = await agentWith();
    for (const [number, side, reach] of [[10, 'test', 'test'], [11, 'train', 'train'], [12, 'test', 'test'], [13, 'train', 'test'], [14, 'val', 'val']] as const) await correct({ number, side, reach });
    const id = await cycle();
    const attempts = await Promise.all([growSuite(id, first), growSuite(id, first), growSuite(id, first)]);
    expect(attempts).toEqual([1, 2, 3].map(() => ({ added: 2, dropped: 0 })));
    expect(await growSuite(id, first)).toEqual({ added: 2, dropped: 0 });
    expect(await currentSuite(pool, agent)).toMatchObject({ version: 2, cases: 7, origin: 'regressions', family: first, added: 2, dropped: 0 });
    expect(await numbersIn()).toEqual([10, 12]);
    expect(await grow((await currentSuite(pool, agent))!.id)).toEqual({ added: 0, dropped: 0 });
    expect(await currentSuite(pool, agent)).toMatchObject({ version: 2 });
  });

  test('up to its limit: the newest of each intent stay, and what goes never trains and never comes back', async () => {
    const first = await agentWith({ max_regressions: 4 });
    for (let number = 10; number < 15; number += 1) await correct({ number });
    await correct({ number: 3, intent: 'rare' });
    expect(await grow(first)).toEqual({ added: 4, dropped: 0 });
    expect(await numbersIn()).toEqual([3, 12, 13, 14]);
    for (const number of [20, 21]) await correct({ number });
    expect(await grow((await currentSuite(pool, agent))!.id)).toEqual({ added: 2, dropped: 2 });
    expect(await numbersIn()).toEqual([3, 14, 20, 21]);
    expect(await grow((await currentSuite(pool, agent))!.id)).toEqual({ added: 0, dropped: 0 });
    expect(await heldOutFingerprints(pool, agent)).toContain(fingerprint('something went wrong with order number 12'));
  });

  test('but not from one that something like it has trained for, nor where two replies are said to be right', async () => {
    const first = await agentWith();
    await correct({ number: 31, question: 'my parcel number 31 has not arrived after two whole weeks' });
    await correct({ number: 32, question: 'my parcel number 32 has not arrived after two whole weeks' });
    await trains('My parcel number 31 has not arrived after two whole weeks!');
    await correct({ number: 40, question: 'what about 40?' });
    await correct({ number: 40, question: 'what about 40?', reply: 'another' });
    await correct({ number: 41, question: 'how do I return 41?' });
    expect(await grow(first)).toEqual({ added: 1, dropped: 0 });
    expect(await numbersIn()).toEqual([41]);
  });

  test('and a case goes when its correction is taken back, and asks for the new reply when it is replaced', async () => {
    const first = await agentWith();
    const [gone, changed] = [await correct({ number: 50 }), await correct({ number: 51 })];
    await correct({ number: 52 });
    await grow(first);
    await pool.query(`update samples set status = 'superseded' where id = $1`, [gone]);
    await pool.query(`update samples set reply = 'better' where id = $1`, [changed]);
    const second = (await currentSuite(pool, agent))!;
    expect(await grow(second.id)).toEqual({ added: 1, dropped: 2 });
    const cases = await suiteCases(pool, (await currentSuite(pool, agent))!.id);
    expect(cases.flatMap(({ kind, expected }) => (kind === 'regression' ? [expected] : [])).sort()).toEqual(['better', 'right']);
    // The version before is what it was.
    expect((await suiteCases(pool, second.id)).filter(({ kind }) => kind === 'regression')).toHaveLength(3);
  });

  test('into a suite that was imported since, and not at all with a share of 0', async () => {
    const first = await agentWith();
    await correct({ number: 60 });
    await grow(first);
    const other = await keep('imported');
    expect(await grow(first)).toEqual({ added: 0, dropped: 0 });
    expect((await currentSuite(pool, agent))!.id).toBe(other);
    expect(await grow(other)).toEqual({ added: 1, dropped: 0 });
    agent = `grows-${++agents}`;
    const still = await agentWith({ regression_share: 0 });
    await correct({ number: 61 });
    expect(await grow(still)).toEqual({ added: 0, dropped: 0 });
  });
});

test('what was configured before there was a share keeps its meaning', async () => {
  const [, sql = ''] = /(update agent_versions[^;]+);/.exec(await readFile(new URL('../adapters/store/migrations/023_regressions.sql', import.meta.url), 'utf8')) ?? [];
  for (const [suite, share] of [[{ regressions: false, max_looks: 9 }, 0], [{ regressions: true, max_looks: 9 }, 0.1], [{ max_looks: 9 }, 0.1]] as const) {
    agent = `grows-${++agents}`;
    await agentWith();
    await pool.query(`update agent_versions set config = jsonb_set(config, '{suite}', $2) where agent = $1`, [agent, JSON.stringify(suite)]);
    await pool.query(sql);
    expect((await getAgent(pool, agent)).config.suite).toMatchObject({ regression_share: share, max_looks: 9 });
  }
});
