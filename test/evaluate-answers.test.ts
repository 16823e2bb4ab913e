import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findDecision } from '../adapters/store/decisions.ts';
import { evaluationsOf } from '../adapters/store/evaluations.ts';
import { costOfCycle } from '../adapters/store/ledger.ts';
import type { EvaluationReport } from '../core/evaluation/evaluation-report.ts';
import { evaluatedAgent } from './support/evaluation-scene.ts';
import { startEvaluationScene, type EvaluationScene } from './support/evaluation-worker.ts';

let scene: EvaluationScene;

beforeAll(async () => {
  scene = await startEvaluationScene();
});
afterAll(() => scene.close());

const questions = (name: string, count: number) => Array.from({ length: count }, (_, index) => ({ question: `${name} ${index}` }));
/** How often a model was asked each of the questions that begin so. */
const timesAsked = (model: string, name: string): number[] => {
  const asked = scene.provider.asked.filter((one) => one.model === model && one.text.startsWith(`${name} `));
  return [...Map.groupBy(asked, ({ text }) => text).values()].map(({ length }) => length);
};
const reportOf = async (cycleId: string, candidateId: string): Promise<EvaluationReport> =>
  (await evaluationsOf(scene.pool, cycleId)).find((one) => one.candidateId === candidateId)!.report!;
const failureOf = async (run: Promise<unknown>): Promise<string> =>
  run.then(() => 'none', (error: { cause?: { cause?: { type?: string } } }) => error.cause?.cause?.type ?? 'no type');

describe('an answer', () => {
  test('is asked for once: the champion\'s are there for the next candidate, and in the next version of the suite', async () => {
    scene.answers(() => ({ text: 'right' }));
    const { suite, candidate, evaluate, championId } = await evaluatedAgent(scene);
    await suite(questions('once', 30));
    const first = await evaluate([await candidate('one')]);
    await first.result();
    await suite(questions('once', 36));
    const second = await evaluate([await candidate('two')]);
    await second.result();
    expect(timesAsked('champion', 'once')).toEqual(Array(36).fill(1));
    expect(timesAsked('two', 'once')).toEqual(Array(36).fill(1));
    // What was taken over costs nothing, and each side is summed up on all cases.
    const { rows } = await scene.pool.query('select prompt_tokens::int as tokens from ledger where cycle_id = $1 order by tokens', [second.cycleId]);
    expect(rows).toEqual([{ tokens: 60 }, { tokens: 360 }]);
    expect(await costOfCycle(scene.pool, second.cycleId)).toMatchObject({ unpriced: 2 });
    expect((await evaluationsOf(scene.pool, second.cycleId)).map((one) => [one.candidateId === championId, one.summary.n, one.summary.passed])).toEqual([[true, 36, 36], [false, 36, 36]]);
  });

  test('comes with the seed of its repeat, and repeats are averaged', async () => {
    scene.answers(({ model, seed }) => ({ text: model === 'champion' || seed !== 7 ? 'right' : 'wrong' }));
    const { suite, candidate, evaluate } = await evaluatedAgent(scene, { evaluate: { repeats: 3, seed: 6 } });
    await suite(questions('repeated', 10));
    const id = await candidate('fickle');
    const run = await evaluate([id]);
    await run.result();
    expect(new Set(scene.provider.asked.filter(({ model }) => model === 'fickle').map(({ seed }) => seed))).toEqual(new Set([6, 7, 8]));
    const report = await reportOf(run.cycleId, id);
    expect(report.candidate).toMatchObject({ n: 10, passed: 10, score: expect.closeTo(2 / 3, 10) as number });
    expect((await findDecision(scene.pool, run.cycleId))?.evidence).toMatchObject({ champion: 1, candidate: expect.closeTo(2 / 3, 10) as number, lost: 10 });
  });

  test('that the provider refuses is an error: it counts as lost by the candidate and as passed by the champion, and is asked for again in the next cycle', async () => {
    scene.answers(({ model, text }) => ((model === 'refusing' && text === 'refused 3') || (model === 'champion' && text === 'refused 5') ? { status: 400 } : { text: 'right' }));
    const { suite, candidate, evaluate } = await evaluatedAgent(scene);
    await suite(questions('refused', 20));
    const id = await candidate('refusing');
    const run = await evaluate([id]);
    await run.result();
    const report = await reportOf(run.cycleId, id);
    expect(report.lost.map(({ caseId }) => caseId)).toEqual(['refused 3']);
    expect(report.gained).toEqual([]);
    expect([report.champion.errors, report.candidate.errors, report.candidate.passed]).toEqual([1, 1, 19]);
    expect(report.warnings).toContain('answers_missing');
    scene.answers(() => ({ text: 'right' }));
    const again = await evaluate([id]);
    await again.result();
    expect((await reportOf(again.cycleId, id)).candidate).toMatchObject({ errors: 0, passed: 20 });
    expect(timesAsked('refusing', 'refused').toSorted((one, other) => one - other)).toEqual([...Array(19).fill(1), 2]);
  });

  test('that fails attempt after attempt is recorded as an error, while the others are asked once', async () => {
    scene.answers(({ model, text }) => (model === 'failing' && text === 'poison 4' ? { status: 500 } : { text: 'right' }));
    const { suite, candidate, evaluate } = await evaluatedAgent(scene, { evaluate: { attempts: 2 } });
    await suite(questions('poison', 20));
    const id = await candidate('failing');
    const run = await evaluate([id]);
    await run.result();
    expect((await reportOf(run.cycleId, id)).candidate).toMatchObject({ errors: 1, passed: 19 });
    expect(timesAsked('failing', 'poison').toSorted((one, other) => one - other)).toEqual([...Array(19).fill(1), 2]);
    const { rows } = await scene.pool.query('select error, score, reply from results where candidate_id = $1 and error is not null', [id]);
    expect(rows).toEqual([{ error: 'provider_unavailable', score: 0, reply: '' }]);
  });

  test.for(['champion', 'down'])('of which too many are errors (%s) ends the evaluation: nothing is decided', async (broken, { expect }) => {
    scene.answers(({ model }) => (model === broken ? { status: 400 } : { text: 'right' }));
    const { suite, candidate, evaluate } = await evaluatedAgent(scene);
    await suite(questions(`errors ${broken}`, 20));
    const run = await evaluate([await candidate('down')]);
    expect(await failureOf(run.result())).toBe('provider_bad_request');
    expect(await findDecision(scene.pool, run.cycleId)).toBeUndefined();
  });

  test.for([
    ['of another model', 'some-mini', 'wrong_model_answered', undefined],
    ['of the model with a date', 'some-2026-01-31', 'none', []],
    ['that names no model', '', 'none', ['answer_name_unknown']],
  ] as const)('%s', async ([what, as, failure, warnings], { expect }) => {
    scene.answers(({ model }) => ({ text: 'right', ...(model === 'some' && { as }) }));
    const { suite, candidate, evaluate } = await evaluatedAgent(scene);
    await suite(questions(`named ${what}`, 10));
    const id = await candidate('some');
    const run = await evaluate([id]);
    expect(await failureOf(run.result())).toBe(failure);
    if (warnings) expect((await reportOf(run.cycleId, id)).warnings).toEqual(warnings);
  });

  test('calls tools: the model is shown them, and its calls are graded', async () => {
    const tools = [{ type: 'function', function: { name: 'refund', parameters: { type: 'object', properties: { order: { type: 'string' } } } } }];
    const call = (order: string) => [{ id: 'x', type: 'function' as const, function: { name: 'refund', arguments: JSON.stringify({ order }) } }];
    scene.answers(({ model, tools: shown }) => (shown === undefined ? { text: 'no tools' } : { toolCalls: call(model === 'champion' ? 'A1' : 'B2') }));
    const { suite, candidate, evaluate } = await evaluatedAgent(scene);
    await suite([{ question: 'refund A1', expected: '[{"refund": {"order": ["A1"]}}]', grader: 'tool_calls', kind: 'tools', tools }]);
    const id = await candidate('caller');
    const run = await evaluate([id]);
    await run.result();
    const { champion, candidate: found } = await reportOf(run.cycleId, id);
    expect([champion.passed, found.passed]).toEqual([1, 0]);
  });

  test('judged by a rubric counts as far as the judge is trusted; a judgement that cannot be read is no pass', async () => {
    const met = (reply: string) => JSON.stringify({ why: 'because', met: reply });
    scene.answers(({ model, text }) => {
      if (model !== 'judge') return { text: model === 'champion' ? 'kind words' : text === 'judged 2' ? 'gibberish' : 'kind words' };
      return { text: text.includes('gibberish') ? 'I cannot say' : met('yes').replace('"yes"', 'true') };
    });
    const { suite, candidate, evaluate } = await evaluatedAgent(scene, { evaluate: { max_error_share: 0.2 } });
    await suite(questions('judged', 6).map((one) => ({ ...one, expected: '{"criteria": ["It is polite."]}', grader: 'rubric' })));
    const id = await candidate('polite');
    const run = await evaluate([id]);
    await run.result();
    const report = await reportOf(run.cycleId, id);
    expect([report.champion.passed, report.candidate.passed, report.candidate.errors]).toEqual([6, 5, 1]);
    const decision = await findDecision(scene.pool, run.cycleId);
    expect(decision?.evidence.criteria.find(({ name }) => name === 'judge_trusted')).toMatchObject({ status: 'fail', n: 6, blocking: true });
    const { rows } = await scene.pool.query(`select model, prompt_tokens::int as tokens from ledger where cycle_id = $1 and model = 'judge'`, [run.cycleId]);
    expect(rows).toEqual([{ model: 'judge', tokens: 60 }, { model: 'judge', tokens: 60 }]);
  });
});
