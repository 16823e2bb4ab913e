import { afterAll, beforeAll, expect, test } from 'vitest';
import { findDecision } from '../adapters/store/decisions.ts';
import { evaluationsOf } from '../adapters/store/evaluations.ts';
import { storeHumanLabels } from '../adapters/store/human-labels.ts';
import { findReport } from '../adapters/store/reports.ts';
import { storeSuite } from '../adapters/store/suites.ts';
import type { EvaluationReport } from '../core/evaluation/evaluation-report.ts';
import { suiteCaseOfRow } from '../core/suite/parse.ts';
import { freezeSuite } from '../core/suite/stored.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { startFlywheel, type TestFlywheel } from './support/flywheel.ts';
import { serve, wrongReply } from './support/served-agent.ts';

let flywheel: TestFlywheel;
const traffic = supportTraffic({ seed: 1, count: 900 });
const [asked, held] = [traffic.slice(0, 600), traffic.slice(600)];
const pairs = 80;

beforeAll(async () => {
  flywheel = await startFlywheel();
  await flywheel.answerKey(traffic);
  await flywheel.apply({ annotate: { random_share: 0.5 }, release: { approval: 'required' } });
  const cases = held.map(({ text, reply, intent }, index) => {
    const parsed = suiteCaseOfRow({ id: `case-${index}`, input: text, intent, ...(index < pairs ? { grader: 'pairwise' } : { expected: reply }) });
    if ('fault' in parsed) throw new Error(JSON.stringify(parsed.fault));
    return parsed;
  });
  await storeSuite(flywheel.pool, { ...freezeSuite(flywheel.agent, cases), agent: flywheel.agent, name: 'mixed' });
  await serve(flywheel.pool, flywheel.agent, asked, 'a');
});
afterAll(() => flywheel.close());

const reportOf = async (cycleId: string): Promise<EvaluationReport> => (await evaluationsOf(flywheel.pool, cycleId)).find(({ report }) => report !== null)!.report!;
const judgeCalls = async (cycleId: string): Promise<number> =>
  (await flywheel.pool.query<{ calls: number }>(`select coalesce(sum(calls), 0)::int as calls from ledger where cycle_id = $1 and stage = 'evaluate' and model = 'sandbox-judge'`, [cycleId])).rows[0]!.calls;

test('a whole cycle wins its pairs, is held back until people have compared the judge, and then asks for no pair again', { timeout: 240_000 }, async () => {
  const first = await flywheel.start();
  expect(await first.result()).toMatchObject({ outcome: 'inconclusive', reason: 'judge_not_trusted' });
  const report = await reportOf(first.id);
  expect(report.pairs).toMatchObject({ judge: 'sandbox-judge', pairs, unreadable: 0, unanswered: 0, noReply: 0 });
  expect(report.pairs!.consistent).toBe(report.pairs!.compared);
  expect(report.paired.gained).toBeGreaterThan(0.4 * held.length);
  expect(report.gained.some(({ caseId }) => Number(caseId.slice(5)) < pairs)).toBe(true);
  expect(await judgeCalls(first.id)).toBe(2 * report.pairs!.compared);

  // People label what chance chose of the judge's verdicts, and agree with the truth.
  const { rows } = await flywheel.pool.query<{ key: string; reply: string }>(
    `select i.key, i.reply from annotation_plan p join interactions i on i.id = p.interaction_id where p.cycle_id = $1 and p.reason = 'random' order by i.id limit 80`, [first.id]);
  await storeHumanLabels(flywheel.pool, flywheel.agent, rows.map(({ key, reply }) => ({ interactionKey: key, rubric: 'verdict', label: reply === wrongReply ? 'bad' : 'good', annotator: 'ana', at: new Date(Date.now() - 60_000) })));
  const second = await flywheel.start({ trigger: 'retrain' });
  expect(await second.result()).toMatchObject({ outcome: 'awaiting_approval', verdict: 'promote' });
  expect(await judgeCalls(second.id)).toBe(0);
  expect((await reportOf(second.id)).pairs).toEqual(report.pairs);
  expect((await findDecision(flywheel.pool, second.id))!.evidence.criteria.find(({ name }) => name === 'judge_trusted')).toMatchObject({ status: 'pass', n: pairs });
  const page = await findReport(flywheel.pool, second.id);
  expect(page?.html).toContain('held against each other');
});
