import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeFeedback } from '../adapters/store/feedback.ts';
import { storeInteractions } from '../adapters/store/interactions.ts';
import { sealsOf } from '../adapters/store/splits.ts';
import { applyWithChampion } from '../adapters/store/champions.ts';
import { flywheelSchema } from '../core/config/flywheel.ts';
import { openInstallation, type Installation } from './support/cli.ts';

let flywheel: Installation;

beforeAll(async () => {
  flywheel = await openInstallation();
});
afterAll(() => flywheel.close());

async function applied(agent: string, suite: object = {}): Promise<string[]> {
  await applyWithChampion(flywheel.pool, flywheelSchema.parse({ agent: { name: agent, champion: { model: 'm' } }, annotate: { judge: 'j' }, train: { base_model: 'm' }, suite }), 'test');
  return ['--agent', agent];
}
const user = (index: number): string => `u_${String(index).padStart(16, '0')}`;
/** Interactions that users liked, each of a user of its own. */
async function liked(agent: string, count: number): Promise<void> {
  await storeInteractions(flywheel.pool, agent, Array.from({ length: count }, (_, index) => ({
    key: `i-${index}`, at: new Date(Date.UTC(2026, 0, 1, 0, index)), model: 'm', user: user(index),
    messages: [{ role: 'system' as const, content: 'old prompt' }, { role: 'user' as const, content: `what about matter number ${index}?` }], reply: `Answer ${index}.`,
  })));
  await storeFeedback(flywheel.pool, agent, Array.from({ length: count }, (_, index) => ({ key: `f-${index}`, interactionKey: `i-${index}`, rating: index % 10 === 0 ? 2 : 5 })));
}

describe('suite', () => {
  test('import, list, show: cases by part and kind, looks, and sealed texts only where somebody opens the seal', { timeout: 120_000 }, async () => {
    const mine = await applied('shown', { sealed_share: 0.3 });
    await flywheel.file('cases.jsonl', [...Array.from({ length: 50 }, (_, index) => ({ input: `question ${index}`, expected: 'yes' })), { input: 'never lose me', expected: 'yes', kind: 'golden' }]);
    expect(await flywheel.run('suite', 'import', 'cases.jsonl', ...mine)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^suite s-[0-9a-f]{16}: 51 cases\n$/) as string });
    expect((await flywheel.run('suite', 'list', ...mine)).stdout).toMatch(/^s-[0-9a-f]{16} {2}version 1, import {2}cases\.jsonl: 51 cases \(\d+ open, \d+ sealed, 1 golden, 1 hard\) {2}0 of 60 looks\n$/);

    type Shown = { opened: number; cases: { part: string; question: string | null; expected: string | null }[] };
    const closed = await flywheel.json<Shown>('suite', 'show', ...mine);
    expect(closed.cases.filter(({ part }) => part === 'open').every(({ question }) => question !== null)).toBe(true);
    const sealed = closed.cases.filter(({ part }) => part === 'sealed');
    expect(sealed.length).toBeGreaterThan(5);
    expect(sealed.every(({ question, expected }) => question === null && expected === null)).toBe(true);

    expect(await flywheel.run('suite', 'show', '--sealed', ...mine)).toMatchObject({ code: 2, stderr: expect.stringContaining('--why') as string });
    const open = await flywheel.json<Shown>('suite', 'show', '--sealed', '--why', 'a complaint', '--by', 'ana', ...mine);
    expect([open.opened, open.cases.every(({ question }) => question !== null)]).toEqual([1, true]);
    const { rows } = await flywheel.pool.query(`select by, why from suite_looks where agent = 'shown'`);
    expect(rows).toEqual([{ by: 'ana', why: 'a complaint' }]);
  });

  test('import names graders and expectations that nobody could grade by', async () => {
    const mine = await applied('graders');
    await flywheel.file('graders.jsonl', [{ input: 'a', expected: 'x', grader: 'vibes' }, { input: 'b', expected: 'not json', grader: 'tool_calls' }, { input: 'c', expected: '{"criteria": []}', grader: 'rubric' }, { input: 'd', expected: 'x', kind: 'gold' }]);
    const { code, stderr } = await flywheel.run('suite', 'import', 'graders.jsonl', ...mine);
    expect(code).toBe(2);
    expect(stderr).toMatch(/graders\.jsonl:1: grader: found "vibes", expected one of exact, /);
    expect(stderr).toMatch(/graders\.jsonl:2: expected: found "not json", expected a list of calls/);
    expect(stderr).toMatch(/graders\.jsonl:3: expected: found .*criteria/);
    expect(stderr).toMatch(/graders\.jsonl:4: kind: found "gold", expected one of general, golden/);
  });

  test('import leaves out a case with a field that is not known, and says so', async () => {
    const mine = await applied('typos');
    await flywheel.file('typos.jsonl', [{ input: 'never lose me', expected: 'x', hrad: true }, { input: 'whole', expected: 'x' }]);
    const { code, stdout, stderr } = await flywheel.run('suite', 'import', 'typos.jsonl', ...mine);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/: 1 cases, 1 bad ones left out\n$/)]);
    expect(stderr).toMatch(/typos\.jsonl:1: hrad: found a field that is not known, expected one of id, .*hard/);
  });

  test('import --add makes the next version of the suite; without it, it says what no longer gates', async () => {
    const mine = await applied('added');
    await flywheel.file('first.jsonl', [{ input: 'one', expected: 'x' }, { input: 'two', expected: 'x' }]);
    await flywheel.file('more.jsonl', [{ input: 'two', expected: 'x' }, { input: 'three', expected: 'x', hard: true }]);
    const first = await flywheel.json<{ suite: string; replaced: string | null }>('suite', 'import', 'first.jsonl', ...mine);
    expect(first.replaced).toBeNull();
    expect(await flywheel.json('suite', 'import', 'more.jsonl', '--add', ...mine)).toMatchObject({ code: 0, cases: 3, added: 1, replaced: null });
    const { rows } = await flywheel.pool.query(`select name, version, family from suites where agent = 'added' order by version desc`);
    expect(rows).toEqual([{ name: 'first.jsonl', version: 2, family: first.suite }, { name: 'first.jsonl', version: 1, family: first.suite }]);
    const alone = await flywheel.run('suite', 'import', 'more.jsonl', ...mine);
    expect(alone).toMatchObject({ code: 0, stderr: expect.stringMatching(/it gates instead of s-[0-9a-f]{16} with 3 cases; with --add they would have stayed/) as string });
  });

  test('from-interactions draws what users liked, seals it for ever, and asks the same for the same seed', async () => {
    const mine = await applied('drawn');
    await liked('drawn', 40);
    await flywheel.pool.query(`insert into split_seals (agent, key, side, reach) values ('drawn', $1, 'train', 'train')`, [`user:${user(1)}`]);
    const drawn = await flywheel.json<{ suite: string; cases: number; added: number; found: number; training: number }>('suite', 'from-interactions', '--n', '20', ...mine);
    expect(drawn).toMatchObject({ code: 0, cases: 20, added: 20, found: 36, training: 1 });
    const { rows } = await flywheel.pool.query<{ messages: { role: string; content: string }[]; expected: string; kind: string; group: string }>(
      'select messages, expected, kind, case_group as "group" from suite_cases where suite_id = $1', [drawn.suite]);
    expect(rows.every(({ messages, expected }) => messages.length === 1 && expected === `Answer ${/\d+/.exec(messages[0]!.content)?.[0]}.`)).toBe(true);
    expect(rows.some(({ group }) => group === user(1))).toBe(false);
    const seals = await sealsOf(flywheel.pool, 'drawn');
    expect(rows.every(({ group }) => seals.get(`user:${group}`)?.reach === 'test')).toBe(true);

    const more = await flywheel.json<{ cases: number; added: number; known: number }>('suite', 'from-interactions', '--n', '100', ...mine);
    expect(more).toMatchObject({ cases: 35, added: 15, known: 20 });
    expect(await flywheel.run('suite', 'from-interactions', '--n', '5', ...mine)).toMatchObject({ code: 2, stderr: expect.stringContaining('35 asked already') as string });
  });

  test('from-interactions draws nothing that is nearly what has trained', async () => {
    const mine = await applied('twins');
    const questions = ['four', 'five'].map((number) => `How can I change the delivery address of my order number ${number} after it has been shipped already?`);
    await storeInteractions(flywheel.pool, 'twins', [...questions, 'Where is my parcel?'].map((content, index) => ({ key: `i-${index}`, user: user(index), messages: [{ role: 'user' as const, content }], reply: 'Use the form.' })));
    await storeFeedback(flywheel.pool, 'twins', [0, 1, 2].map((index) => ({ key: `f-${index}`, interactionKey: `i-${index}`, rating: 5 as const })));
    await flywheel.pool.query(`insert into cycles (id, agent, agent_version, run_id, trigger, cutoff, stage) values ('c-twins', 'twins', 1, 'r', 'run', now(), 'release')`);
    await flywheel.pool.query(`insert into samples (id, agent, origin, messages, reply, intent, fingerprint, interaction_id) select 's-twins', agent, 'good', messages, reply, 'address', 'f', id from interactions where agent = 'twins' and key = 'i-0'`);
    await flywheel.pool.query(`insert into datasets (id, agent, cycle_id, rows, lines, limits_held, report) values ('d-twins', 'twins', 'c-twins', 1, 1, true, '{}')`);
    await flywheel.pool.query(`insert into dataset_rows (dataset_id, sample_id, copies, weight) values ('d-twins', 's-twins', 1, 1)`);
    expect(await flywheel.json('suite', 'from-interactions', '--n', '10', ...mine)).toMatchObject({ code: 0, cases: 1, found: 2, training: 1 });
  });

  test('rotate retires the open sample, opens what was sealed, and begins a family of its own', async () => {
    const mine = await applied('rotated');
    await flywheel.file('worn.jsonl', [{ input: 'worn 1', expected: 'x' }, { input: 'worn 2', expected: 'x' }, { input: 'sealed', expected: 'x', sealed: true }, { input: 'guard', expected: 'x', kind: 'safety' }]);
    const { suite } = await flywheel.json<{ suite: string }>('suite', 'import', 'worn.jsonl', ...mine);
    expect((await flywheel.run('suite', 'rotate', '--n', '10', ...mine)).code).toBe(2);
    await liked('rotated', 20);
    const rotated = await flywheel.json<{ suite: string; cases: number; retired: number; opened: number; added: number }>('suite', 'rotate', '--n', '10', ...mine);
    expect(rotated).toMatchObject({ code: 0, cases: 12, retired: 2, opened: 1, added: 10 });
    const { rows } = await flywheel.pool.query(`select id, version, origin, family = id as own from suites where agent = 'rotated' order by version`);
    expect(rows).toEqual([{ id: suite, version: 1, origin: 'import', own: true }, { id: rotated.suite, version: 2, origin: 'rotation', own: true }]);
  });

  test('rotate leaves a suite alone that it would make too small to show anything', async () => {
    const mine = await applied('too-few');
    await flywheel.file('large.jsonl', Array.from({ length: 200 }, (_, index) => ({ input: `worn ${index}`, expected: 'x' })));
    await flywheel.run('suite', 'import', 'large.jsonl', ...mine);
    await liked('too-few', 20);
    const { code, stderr } = await flywheel.run('suite', 'rotate', '--n', '10', ...mine);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/10 fresh cases and 0 sealed ones in the place of 200: 10 would be left, expected at least 133 cases/)]);
    expect((await flywheel.run('suite', 'list', ...mine)).stdout.trim().split('\n')).toHaveLength(1);
  });
});
