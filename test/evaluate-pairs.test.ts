import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findDecision } from '../adapters/store/decisions.ts';
import { evaluationsOf } from '../adapters/store/evaluations.ts';
import { spentBy } from '../adapters/store/ledger.ts';
import type { EvaluationReport } from '../core/evaluation/evaluation-report.ts';
import { evaluatedAgent, type EvaluatedAgent } from './support/evaluation-scene.ts';
import { startEvaluationScene, type EvaluationScene } from './support/evaluation-worker.ts';
import type { Question } from './support/scripted-provider.ts';

let scene: EvaluationScene;

beforeAll(async () => {
  scene = await startEvaluationScene();
});
afterAll(() => scene.close());

type Material = { first: string; second: string; criterion?: string; reference?: string; conversation: { content: string }[] };
const materialOf = ({ text }: Question): Material => JSON.parse(/<material>\n(.*)\n<\/material>/s.exec(text)?.[1] ?? '{}') as Material;
const asJudge = (better: unknown) => ({ text: JSON.stringify({ why: 'because', better }) });
/** Prefers what begins with "good" to what does not. */
const fair = (question: Question) => {
  const { first, second } = materialOf(question);
  const [one, other] = [first.startsWith('good'), second.startsWith('good')];
  return asJudge(one === other ? 'tie' : one ? 'first' : 'second');
};
/** Replies are the model's own; the judge is asked for comparisons. */
const playing = (replyOf: (model: string, text: string) => string, judge: (question: Question) => ReturnType<typeof asJudge> | { status: number } = fair) =>
  scene.answers((question) => (question.model === 'judge' ? judge(question) : { text: replyOf(question.model, question.text) }));

const pairs = (name: string, count: number, expected = '') => Array.from({ length: count }, (_, index) => ({ question: `${name} ${index}`, expected, grader: 'pairwise' }));
const rules = (name: string, count: number) => Array.from({ length: count }, (_, index) => ({ question: `${name} rule ${index}` }));
/** How often the judge was asked about the cases of that name; and of which questions. */
const judged = (name: string): Material[] => scene.provider.asked.filter(({ model }) => model === 'judge').map(materialOf).filter(({ conversation }) => conversation?.[0]?.content.startsWith(`${name} `));
const reportOf = async (cycleId: string, candidateId: string): Promise<EvaluationReport> => (await evaluationsOf(scene.pool, cycleId)).find((one) => one.candidateId === candidateId)!.report!;
const failureOf = async (run: Promise<unknown>): Promise<string> => run.then(() => 'none', (error: { cause?: { cause?: { type?: string } } }) => error.cause?.cause?.type ?? 'no type');

async function decidedOn(agent: EvaluatedAgent, candidateId: string): Promise<{ cycleId: string; report: EvaluationReport; evidence: NonNullable<Awaited<ReturnType<typeof findDecision>>>['evidence'] }> {
  const run = await agent.evaluate([candidateId]);
  await run.result();
  return { cycleId: run.cycleId, report: await reportOf(run.cycleId, candidateId), evidence: (await findDecision(scene.pool, run.cycleId))!.evidence };
}
const criterion = (evidence: { criteria: { name: string }[] }, name: string) => evidence.criteria.find((one) => one.name === name);

describe('pairs of replies in an evaluation', () => {
  test('are won by the better candidate, in both orders, beside cases that pass or fail', async () => {
    playing((model, text) => (text.includes('rule') ? 'right' : model === 'champion' ? `poor ${text}` : Number(text.split(' ').at(-1)) < 6 ? `good ${text}` : `plain ${text}`));
    const agent = await evaluatedAgent(scene);
    await agent.suite([...rules('won', 20), ...pairs('won', 10)]);
    const { cycleId, report, evidence } = await decidedOn(agent, await agent.candidate('better'));
    expect(report.pairs).toEqual({ judge: 'judge', pairs: 10, identical: 0, compared: 10, consistent: 10, ties: 4, firstPlace: 0, unreadable: 0, unanswered: 0, noReply: 0 });
    expect(report.paired).toMatchObject({ n: 30, lost: 0, gained: 6, bothRight: 20, bothWrong: 0 });
    expect(report.gained[0]).toMatchObject({ caseId: 'won 0', champion: 'poor won 0', candidate: 'good won 0' });
    // A side alone passes what scores a reply alone.
    expect([report.champion.n, report.champion.passed, report.candidate.n, report.candidate.passed]).toEqual([20, 20, 20, 20]);
    expect(evidence).toMatchObject({ champion: (20 + 4 / 2) / 30, candidate: (20 + 6 + 4 / 2) / 30 });
    expect(criterion(evidence, 'judge_trusted')).toMatchObject({ status: 'fail', n: 10 });
    expect(criterion(evidence, 'pairs_consistent')).toMatchObject({ status: 'pass', observed: 1 });
    expect(judged('won')).toHaveLength(20);
    // As the ledger has it: twenty calls to the judge beside thirty answers of each side.
    const { rows } = await scene.pool.query('select sum(calls)::int as calls, sum(prompt_tokens)::int as tokens from ledger where cycle_id = $1 and model = $2', [cycleId, 'judge']);
    expect(rows).toEqual([{ calls: 20, tokens: 200 }]);
    expect((await spentBy(scene.pool, cycleId, 'evaluate')).calls).toBe(80);
  });

  test('show the judge the criterion and the reference of the case, and never whose reply is whose', async () => {
    playing((model) => `good for ${model === 'champion' ? 'one' : 'two'}`);
    const agent = await evaluatedAgent(scene);
    await agent.suite(pairs('shown', 1, '{"criterion": "names a day", "reference": "On Monday."}'));
    await decidedOn(agent, await agent.candidate('two'));
    const found = judged('shown').toSorted((one, other) => (one.first < other.first ? -1 : 1));
    expect(found.map(({ first, second, criterion: asked, reference }) => [first, second, asked, reference])).toEqual([
      ['good for one', 'good for two', 'names a day', 'On Monday.'], ['good for two', 'good for one', 'names a day', 'On Monday.'],
    ]);
  });

  test('are asked in the form that the judge\'s endpoint takes', async () => {
    scene.answers((question) => (question.model !== 'judge' ? { text: question.model } : asJudge('tie')));
    const agent = await evaluatedAgent(scene, { annotate: { judge: 'judge', structured_output: 'prompt' }, evaluate: { max_error_share: 0.2 } });
    await agent.suite([...pairs('formed', 1), ...rules('formed', 20)]);
    await decidedOn(agent, await agent.candidate('other'));
    const systems = scene.provider.asked.filter(({ model, text }) => model === 'judge' && text.includes('formed 0')).map(({ messages }) => messages[0]!.content);
    expect(systems).toHaveLength(2);
    for (const system of systems) expect(system).toContain('"enum":["first","second","tie"]');
  });

  test('are ties under a judge that goes by the place; the verdict says so and promotes nothing on it', async () => {
    playing((model, text) => `${model} on ${text}`, () => asJudge('first'));
    const agent = await evaluatedAgent(scene, { gate: { margin: 0.2 } });
    await agent.suite(pairs('placed', 60));
    const { report, evidence } = await decidedOn(agent, await agent.candidate('other'));
    expect(evidence).toMatchObject({ lost: 0, gained: 0, champion: 0.5, candidate: 0.5 });
    expect(report.pairs).toMatchObject({ compared: 60, consistent: 0, firstPlace: 60 });
    expect(report.warnings).toEqual(['judge_follows_place']);
    expect(criterion(evidence, 'pairs_consistent')).toMatchObject({ status: 'fail', blocking: true });
    expect(evidence.verdict).toBe('inconclusive');
  });

  test('that are identical ask nobody', async () => {
    playing((_, text) => `the same on ${text}`);
    const agent = await evaluatedAgent(scene);
    await agent.suite(pairs('same', 5));
    const { report } = await decidedOn(agent, await agent.candidate('twin'));
    expect(report.pairs).toMatchObject({ pairs: 5, identical: 5, compared: 0 });
    expect(judged('same')).toEqual([]);
  });

  test('are asked for once: not again in the next cycle, the next version of the suite, or for another candidate with the same reply', async () => {
    playing((model, text) => (model === 'champion' ? `poor ${text}` : model === 'third' ? `good but else ${text}` : `good ${text}`));
    const agent = await evaluatedAgent(scene);
    await agent.suite(pairs('once', 6));
    const first = await agent.candidate('first');
    await decidedOn(agent, first);
    expect(judged('once')).toHaveLength(12);
    const again = await decidedOn(agent, first);
    expect(again.report.paired).toMatchObject({ n: 6, gained: 6 });
    expect((await spentBy(scene.pool, again.cycleId, 'evaluate')).calls).toBe(0);
    await agent.suite([...pairs('once', 6), ...rules('once', 3)]);
    await decidedOn(agent, await agent.candidate('second'));
    expect(judged('once')).toHaveLength(12);
    await decidedOn(agent, await agent.candidate('third'));
    expect(judged('once')).toHaveLength(24);
  });

  test('of several candidates are compared each with the champion, and a repeat with its own repeat', async () => {
    scene.answers((question) => (question.model === 'judge' ? fair(question) : { text: `${question.model === 'good' && question.seed === 2 ? 'good' : 'poor'} from ${question.model}, seed ${question.seed}` }));
    const agent = await evaluatedAgent(scene, { evaluate: { repeats: 2, seed: 1 } });
    await agent.suite(pairs('several', 4));
    const [good, poor] = [await agent.candidate('good'), await agent.candidate('poor')];
    const run = await agent.evaluate([good, poor]);
    await run.result();
    const [one, other] = [await reportOf(run.cycleId, good), await reportOf(run.cycleId, poor)];
    expect([one.pairs?.pairs, one.paired.gained, other.pairs?.pairs, other.paired.gained]).toEqual([8, 4, 8, 0]);
    expect((await findDecision(scene.pool, run.cycleId))!.evidence).toMatchObject({ candidate: 0.75, champion: 0.25 });
    expect(judged('several').every(({ first, second }) => first.slice(-1) === second.slice(-1))).toBe(true);
  });
});

describe('what goes wrong with a pair never helps the candidate:', () => {
  test('a reply that the provider refuses, on either side, is lost, and the judge is not asked', async () => {
    scene.answers((question) => {
      if (question.model === 'judge') return fair(question);
      const broken = (question.model === 'champion' && question.text === 'refused 3') || (question.model === 'better' && question.text === 'refused 5');
      return broken ? { status: 400 } : { text: question.model === 'champion' ? 'poor' : 'good' };
    });
    const agent = await evaluatedAgent(scene, { evaluate: { max_error_share: 0.1 } });
    await agent.suite(pairs('refused', 10));
    const { report } = await decidedOn(agent, await agent.candidate('better'));
    expect(report.lost.map(({ caseId }) => caseId)).toEqual(['refused 3', 'refused 5']);
    expect([report.paired.gained, report.pairs?.noReply, report.warnings]).toEqual([8, 2, ['answers_missing']]);
    // The replies are all alike, and so the questions are of one kind for each case.
    expect(judged('refused')).toHaveLength(16);
  });

  test.for([
    ['an answer that cannot be read', { text: 'The second one, I think.' }, 'unreadable'],
    ['a judge that refuses the text', { status: 400 }, 'unanswered'],
  ] as const)('%s is lost, and asked for again in another cycle', async ([what, answer, count], { expect }) => {
    const broken = (question: Question) => materialOf(question).conversation[0]?.content === `${what} 4`;
    playing((model) => (model === 'champion' ? 'poor' : 'good'), (question) => (broken(question) ? answer : fair(question)));
    const agent = await evaluatedAgent(scene, { evaluate: { max_error_share: 0.2 } });
    await agent.suite(pairs(what, 10));
    const id = await agent.candidate('better');
    const { report } = await decidedOn(agent, id);
    expect(report.lost.map(({ caseId }) => caseId)).toEqual([`${what} 4`]);
    expect(report.pairs).toMatchObject({ pairs: 10, compared: 9, [count]: 1 });
    playing((model) => (model === 'champion' ? 'poor' : 'good'));
    const again = await decidedOn(agent, id);
    expect(again.report.paired).toMatchObject({ lost: 0, gained: 10 });
    expect(judged(what)).toHaveLength(22);
  });

  test('too many of them end the evaluation: nothing is decided', async () => {
    playing((model) => (model === 'champion' ? 'poor' : 'good'), () => asJudge('neither'));
    const agent = await evaluatedAgent(scene);
    await agent.suite(pairs('hopeless', 10));
    const run = await agent.evaluate([await agent.candidate('better')]);
    expect(await failureOf(run.result())).toBe('too_many_errors');
    expect(await findDecision(scene.pool, run.cycleId)).toBeUndefined();
  });
});

describe('an extension and the best recent release', () => {
  test('draws pairs from the reserve, and compares those as well', async () => {
    playing((model) => `good from ${model}`);
    const agent = await evaluatedAgent(scene, { gate: { on_inconclusive: 'extend', margin: 0.1 }, evaluate: { concurrency: 16, batch_size: 500 } }, 'extended-pairs');
    await agent.suite(pairs('drawn', 300), { shares: { sealed: 0, reserve: 0.95 } });
    const { report, evidence } = await decidedOn(agent, await agent.candidate('candidate'));
    expect(report.suite.extended).toBeGreaterThan(0);
    expect(evidence.n).toBe(report.suite.cases);
    expect(report.pairs?.pairs).toBe(report.suite.cases);
    expect(judged('drawn')).toHaveLength(2 * report.suite.cases);
  });

  test('is compared with by its own pairs: a candidate that beats the champion and loses to the release before it is not promoted', async () => {
    const rank: Readonly<Record<string, number>> = { champion: 3, second: 1, third: 2 };
    playing((model, text) => (text.includes('rule') ? 'right' : `${rank[model]} by ${model}`), (question) => {
      const [one, other] = [Number(materialOf(question).first[0]), Number(materialOf(question).second[0])];
      return asJudge(one === other ? 'tie' : one > other ? 'first' : 'second');
    });
    const agent = await evaluatedAgent(scene);
    await agent.suite([...rules('crept', 20), ...pairs('crept', 20)]);
    const [second, third] = [await agent.candidate('second'), await agent.candidate('third')];
    await decidedOn(agent, second);
    await scene.pool.query(`update aliases set candidate_id = $2 where agent = $1 and name = 'champion'`, [agent.agent, second]);
    const { evidence } = await decidedOn(agent, third);
    expect(criterion(evidence, 'no_harm_overall')).toMatchObject({ status: 'pass', observed: 0.5 });
    expect(criterion(evidence, 'no_harm_anchor')).toMatchObject({ status: 'fail', observed: -0.5 });
    expect(evidence.verdict).toBe('reject');
    // Three pairs of models, both orders of each.
    expect(judged('crept')).toHaveLength(3 * 2 * 20);
  });
});
