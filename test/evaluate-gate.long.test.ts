import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decisionsOf, findDecision } from '../adapters/store/decisions.ts';
import { evaluationsOf } from '../adapters/store/evaluations.ts';
import { countLooks } from '../adapters/store/suite-looks.ts';
import { currentSuite, suiteCases } from '../adapters/store/suites.ts';
import { decide } from '../core/gate/decide.ts';
import type { EvaluationReport } from '../core/evaluation/evaluation-report.ts';
import { contentHash } from '../core/identity/content-hash.ts';
import { evaluatedAgent } from './support/evaluation-scene.ts';
import { startEvaluationScene, type EvaluationScene } from './support/evaluation-worker.ts';

let scene: EvaluationScene;

beforeAll(async () => {
  scene = await startEvaluationScene({ absent: ['gone'] });
});
afterAll(() => scene.close());

const questions = (name: string, count: number, more: object = {}) => Array.from({ length: count }, (_, index) => ({ question: `${name} ${index}`, ...more }));
const reportOf = async (cycleId: string, candidateId: string): Promise<EvaluationReport> =>
  (await evaluationsOf(scene.pool, cycleId)).find((one) => one.candidateId === candidateId)!.report!;
/** Answers wrongly where `wrong` says so. */
const answering = (wrong: (model: string, number: number, time: number) => boolean) =>
  scene.answers(({ model, text, time }) => ({ text: wrong(model, Number(text.split(' ').at(-1)), time) ? 'wrong' : 'right' }));

describe('the gate of a cycle', () => {
  test('stores its evidence whole: the same verdict comes out of it again', async () => {
    answering((model, number) => (model === 'champion' ? number < 20 : number === 40));
    const { suite, candidate, evaluate } = await evaluatedAgent(scene);
    await suite(questions('whole', 150));
    const id = await candidate('better');
    const run = await evaluate([id]);
    expect(await run.result()).toEqual({ candidateId: id, verdict: 'promote', reasonCodes: ['non_inferior', 'improved'], asks: false });
    const { rows } = await scene.pool.query('select input, evidence from decisions where cycle_id = $1', [run.cycleId]);
    const { input, evidence } = rows[0] as { input: { evidence: Parameters<typeof decide>[0] & { cases: unknown[] }; policy: Parameters<typeof decide>[1] }; evidence: object };
    expect(input.evidence.cases).toHaveLength(150);
    expect(JSON.parse(JSON.stringify(decide(input.evidence as never, input.policy)))).toEqual(evidence);
    const report = await reportOf(run.cycleId, id);
    expect(report.paired).toEqual({ n: 150, lost: 1, gained: 20, bothRight: 129, bothWrong: 0 });
    expect(report.lost).toEqual([{ caseId: 'whole 40', sealed: false, hard: false, intent: 'right', slices: ['intent:right'], question: 'whole 40', expected: 'right', champion: 'right', candidate: 'wrong' }]);
  });

  test.for([
    ['that passes when asked again is a flake', 1, 'promote'],
    ['that fails again is lost', 2, 'reject'],
  ] as const)('a hard case %s', async ([what, failures, verdict], { expect }) => {
    answering((model, number, time) => model === 'candidate' && number === 7 && time < failures);
    const { suite, candidate, evaluate } = await evaluatedAgent(scene, { gate: { margin: 0.05 } });
    await suite(questions(what, 100).map((one, index) => ({ ...one, hard: index === 7, kind: index === 7 ? ('golden' as const) : ('general' as const) })));
    const run = await evaluate([await candidate('candidate')]);
    expect((await run.result()).verdict).toBe(verdict);
    const { cases } = (await findDecision(scene.pool, run.cycleId))!.evidence;
    expect([cases.hard_lost, cases.flaky]).toEqual(verdict === 'reject' ? [[`${what} 7`], []] : [[], [`${what} 7`]]);
    expect(scene.provider.asked.filter(({ model, text }) => model === 'candidate' && text.startsWith(what))).toHaveLength(101);
  });

  test('draws the reserve once where the verdict is open, and then decides on all of it', async () => {
    // As many lost as gained: on a hundred cases that is open, on a thousand it is not.
    answering((model, number) => number % 20 === (model === 'champion' ? 1 : 2));
    const { suite, candidate, evaluate } = await evaluatedAgent(scene, { gate: { on_inconclusive: 'extend', margin: 0.03 }, evaluate: { batch_size: 500, concurrency: 16 } }, 'extended');
    const suiteId = await suite(questions('extended', 2_000), { shares: { sealed: 0, reserve: 0.95 } });
    const id = await candidate('candidate');
    const run = await evaluate([id]);
    const decided = await run.result();
    const { suite: about } = await reportOf(run.cycleId, id);
    expect(about.extended).toBeGreaterThan(0);
    expect(about.cases).toBeLessThan(2_000);
    expect((await findDecision(scene.pool, run.cycleId))!.evidence.n).toBe(about.cases);
    expect(scene.provider.asked.filter(({ model, text }) => model === 'candidate' && text.startsWith('extended'))).toHaveLength(about.cases);
    expect(decided.verdict).toBe('promote');
    expect((await countLooks(scene.pool, suiteId)).looks).toBe(1);
  });

  test('leaves the reserve alone where it holds too little for a verdict', async () => {
    answering((model, number) => number % 20 === (model === 'champion' ? 1 : 2));
    const { suite, candidate, evaluate } = await evaluatedAgent(scene, { gate: { on_inconclusive: 'extend' } });
    await suite(questions('scarce', 150), { shares: { sealed: 0, reserve: 0.1 } });
    const id = await candidate('candidate');
    const run = await evaluate([id]);
    await run.result();
    const report = await reportOf(run.cycleId, id);
    expect([report.suite.extended, report.warnings]).toEqual([0, ['reserve_too_small']]);
  });

  test('hands an open verdict to a person where the policy says ask', async () => {
    answering((model, number) => (model === 'champion' ? number === 1 : number === 2));
    const { suite, candidate, evaluate } = await evaluatedAgent(scene, { gate: { on_inconclusive: 'ask' } });
    await suite(questions('asked', 30));
    const run = await evaluate([await candidate('candidate')]);
    expect(await run.result()).toMatchObject({ verdict: 'inconclusive', asks: true });
  });

  test('lets nothing out that has seen the cases', async () => {
    answering(() => false);
    const { agent, suite, candidate, evaluate } = await evaluatedAgent(scene);
    await suite([...questions('a long question about a parcel that did not come, number', 150)]);
    await scene.pool.query(`insert into cycles (id, agent, agent_version, run_id, trigger, cutoff, stage) values ($1, $2, 1, 'x', 'run', now(), 'train')`, [`${agent}/earlier`, agent]);
    for (const [sample, text] of [['twin', 'A long question about a parcel that did not come, number 3!'], ['far', 'something else entirely']] as const) {
      await scene.pool.query(`insert into samples (id, agent, origin, messages, reply, intent, fingerprint) values ($1, $2, 'import', $3, 'r', 'i', 'f')`, [`${agent}-${sample}`, agent, JSON.stringify([{ role: 'user', content: text }])]);
    }
    const datasetId = `d-${agent}`;
    await scene.pool.query(`insert into datasets (id, agent, cycle_id, rows, lines, limits_held, report) values ($1, $2, $3, 2, 2, true, '{}')`, [datasetId, agent, `${agent}/earlier`]);
    await scene.pool.query(`insert into dataset_rows (dataset_id, sample_id, copies, weight) select $1, id, 1, 1 from samples where agent = $2`, [datasetId, agent]);
    const id = await candidate('candidate', { datasetId });
    const run = await evaluate([id]);
    expect(await run.result()).toMatchObject({ verdict: 'inconclusive', reasonCodes: ['contaminated'] });
    expect((await reportOf(run.cycleId, id)).warnings).toEqual(['contaminated']);
  });

  test('splits alpha over the candidates of a cycle, and chooses the best that may be promoted', async () => {
    answering((model, number) => number < ({ champion: 30, good: 10, best: 2, worse: 60 }[model] ?? 0));
    const { suite, candidate, evaluate } = await evaluatedAgent(scene);
    await suite(questions('several', 150));
    const ids = { good: await candidate('good'), best: await candidate('best'), worse: await candidate('worse') };
    const run = await evaluate(Object.values(ids));
    expect(await run.result()).toMatchObject({ verdict: 'promote', candidateId: ids.best });
    const decisions = await decisionsOf(scene.pool, run.cycleId);
    expect(Object.fromEntries(decisions.map((one) => [one.candidate_id, one.verdict]))).toEqual({ [ids.good]: 'promote', [ids.best]: 'promote', [ids.worse]: 'reject' });
    expect(decisions.map(({ released }) => released)).toEqual([true, false, false]);
    const { rows } = await scene.pool.query(`select distinct (input->'policy'->>'alpha')::float8 as alpha from decisions where cycle_id = $1`, [run.cycleId]);
    expect(rows).toEqual([{ alpha: 0.05 / 3 }]);
  });

  test('does not let small losses creep in: the best release of the last days is compared with, too', async () => {
    // A step is small against its predecessor, and two of them are too large against the first.
    answering((model, number) => number < ({ champion: 0, second: 1, third: 6 }[model] ?? 0));
    const { agent, championId, suite, candidate, evaluate } = await evaluatedAgent(scene, { gate: { margin: 0.05 } });
    await suite(questions('creeping', 120));
    const [second, third] = [await candidate('second'), await candidate('third')];
    expect(await (await evaluate([second])).result()).toMatchObject({ verdict: 'promote' });
    await scene.pool.query(`update aliases set candidate_id = $2 where agent = $1 and name = 'champion'`, [agent, second]);
    const run = await evaluate([third]);
    const { evidence } = (await run.result().then(() => findDecision(scene.pool, run.cycleId)))!;
    expect(evidence.criteria.find(({ name }) => name === 'non_inferior_anchor')).toMatchObject({ n: 120, observed: expect.closeTo(-6 / 120, 10) as number, status: expect.not.stringMatching('pass') as string });
    expect(evidence.verdict).not.toBe('promote');
    expect(championId).not.toBe(second);
  });

  test('counts looks over the versions of a suite, and says when it is worn', async () => {
    answering(() => false);
    const { suite, candidate, evaluate } = await evaluatedAgent(scene, { suite: { max_looks: 2 } });
    const suiteId = await suite(questions('worn', 20));
    const warnings: string[][] = [];
    for (const model of ['first', 'second']) {
      const id = await candidate(model);
      const run = await evaluate([id]);
      await run.result();
      warnings.push((await reportOf(run.cycleId, id)).warnings);
    }
    expect(warnings).toEqual([[], ['suite_worn']]);
    expect(await countLooks(scene.pool, suiteId)).toEqual({ looks: 2, opened: 0 });
  });

  test('compares latencies of one day: a champion whose answers are there already is asked some cases again', async () => {
    answering(() => false);
    const { suite, candidate, evaluate } = await evaluatedAgent(scene, { gate: { latency: { min_cases: 20, tolerated_ms: 60_000 } } });
    await suite(questions('timed', 60));
    await (await evaluate([await candidate('first')])).result();
    const run = await evaluate([await candidate('second')]);
    await run.result();
    const { criteria } = (await findDecision(scene.pool, run.cycleId))!.evidence;
    expect(criteria.find(({ name }) => name === 'latency_p95_ratio')).toMatchObject({ n: 40, status: 'pass' });
    const asked = scene.provider.asked.filter(({ model, text }) => model === 'champion' && text.startsWith('timed'));
    expect([asked.length, new Set(asked.map(({ text }) => text)).size]).toEqual([100, 60]);
  });

  test('tells of a sealed case that it was lost, and no word of it', async () => {
    answering((model, number) => model === 'candidate' && number === 3);
    const { suite, candidate, evaluate } = await evaluatedAgent(scene);
    await suite(questions('secret', 20).map((one, index) => ({ ...one, id: `case-${index}`, sealed: index === 3 })));
    const id = await candidate('candidate');
    const run = await evaluate([id]);
    await run.result();
    const { lost } = await reportOf(run.cycleId, id);
    expect(lost).toEqual([{ caseId: 'case-3', sealed: true, hard: false, intent: null, slices: [], question: null, expected: null, champion: null, candidate: null }]);
  });
});

describe('confirmed bad cases', () => {
  test('that never trained join the next version of the suite, each once, and do not flatter the candidate under the champion that failed them', async () => {
    answering((model, number) => model === 'champion' && number >= 100);
    const { agent, suite, candidate, evaluate } = await evaluatedAgent(scene);
    const first = await suite(questions('kept', 50));
    for (const [number, side] of [[100, 'test'], [101, 'train'], [102, 'test']] as const) await correct(agent, number, side);
    await (await evaluate([await candidate('one')])).result();

    const grown = (await currentSuite(scene.pool, agent))!;
    expect(grown).toMatchObject({ version: 2, cases: 52, origin: 'regressions' });
    const added = (await suiteCases(scene.pool, grown.id)).filter(({ kind }) => kind === 'regression');
    expect(added.map(({ messages, expected, slices }) => [messages[0]?.content, expected, slices['source']]).toSorted(([one = ''], [other = '']) => (one < other ? -1 : 1))).toEqual([['bad 100', 'right', 'corrected'], ['bad 102', 'right', 'corrected']]);

    const id = await candidate('two');
    const run = await evaluate([id]);
    await run.result();
    const report = await reportOf(run.cycleId, id);
    expect(report.regressions).toEqual({ n: 2, championPassed: 0, candidatePassed: 2 });
    expect(report.paired).toMatchObject({ n: 50, gained: 0 });
    // Nothing new: no new version.
    expect((await currentSuite(scene.pool, agent))?.id).toBe(grown.id);
    expect(grown.family).toBe(first);
  });

  test('leave a suite alone that was imported meanwhile', async () => {
    answering(() => false);
    const { agent, suite, candidate, evaluate } = await evaluatedAgent(scene);
    await suite(questions('old', 30));
    await correct(agent, 200, 'test');
    const run = await evaluate([await candidate('one')]);
    await expect.poll(() => scene.provider.asked.some(({ text }) => text === 'old 1'), { timeout: 30_000 }).toBe(true);
    const imported = await suite(questions('new', 30));
    await run.result();
    expect((await currentSuite(scene.pool, agent))?.id).toBe(imported);
  });
});

/** An interaction whose reply was confirmed to be bad, with its verified correction on one side of the split. */
async function correct(agent: string, number: number, side: string): Promise<void> {
  const { pool } = scene;
  const messages = JSON.stringify([{ role: 'system', content: 'old prompt' }, { role: 'user', content: `bad ${number}` }]);
  const interaction = await pool.query<{ id: number }>(
    `insert into interactions (agent, key, at, model, messages, reply) values ($1, $2, now(), 'champion', $3, 'wrong') returning id`, [agent, `i-${number}`, messages]);
  const id = contentHash('sample', agent, number);
  await pool.query(
    `insert into samples (id, agent, origin, messages, reply, intent, fingerprint, interaction_id) values ($1, $2, 'correction', $3, 'right', 'help', $4, $5)`,
    [id, agent, messages, `f-${number}`, interaction.rows[0]!.id]);
  await pool.query(`insert into split_seals (agent, key, side, reach) values ($1, $2, $3, $3)`, [agent, `item:${id}`, side]);
}
