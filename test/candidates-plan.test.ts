import { expect, test } from 'vitest';
import { candidateActivities } from '../activities/candidates.ts';
import { applyWithChampion } from '../adapters/store/champions.ts';
import { openCycle } from '../adapters/store/cycles.ts';
import { storeInteractions } from '../adapters/store/interactions.ts';
import { remediesOf } from '../adapters/store/remedies.ts';
import { flywheelSchema } from '../core/config/flywheel.ts';
import { poolOfTestFile } from './support/database.ts';

const pool = await poolOfTestFile();

type Bad = { errorType: string; intent: string; toolErrors?: number };

/** A cycle of an agent of its own whose judge has found these bad cases, and as many good ones. */
async function judged(agent: string, choose: string, bad: readonly Bad[]): Promise<string> {
  const config = flywheelSchema.parse({
    agent: { name: agent, champion: { model: 'm' } }, annotate: { judge: 'j' }, train: { base_model: 'm' }, balance: { val_share: 0.1 },
    candidates: { choose, prompt: {}, routing: { models: ['small'], larger: 'champion' } },
  });
  await applyWithChampion(pool, config, 'test');
  const cycleId = `flywheel/${agent}/manual-1`;
  await openCycle(pool, { id: cycleId, agent, agentVersion: 1, runId: 'run', trigger: 'run', cutoff: new Date() });
  const cases = [...bad, ...bad.map(() => undefined)];
  await storeInteractions(pool, agent, cases.map((_, index) => ({ key: `i-${index}`, at: new Date(index), messages: [{ role: 'user', content: `q ${index}` }], reply: 'r' })));
  for (const [index, one] of cases.entries()) {
    await pool.query(`update interactions set tool_errors = $3 where agent = $1 and key = $2`, [agent, `i-${index}`, one?.toolErrors ?? 0]);
    await pool.query(
      `insert into annotations (interaction_id, cycle_id, judge, prompt_version, status, verdict, error_type, intent, confidence)
       select id, $1, 'j', 'v', 'ok', $4, $5, $6, 1 from interactions where agent = $2 and key = $3`,
      [cycleId, agent, `i-${index}`, one ? 'bad' : 'good', one?.errorType ?? null, one?.intent ?? 'refund'],
    );
  }
  return cycleId;
}
const times = (count: number, bad: Bad): Bad[] => Array.from({ length: count }, () => bad);

test('only what the bad cases ask for is tried, and each kind of them is stored with its advice', async () => {
  const cycleId = await judged('asks', 'remedies', [
    ...times(6, { errorType: 'format', intent: 'refund' }), ...times(4, { errorType: 'wrong_fact', intent: 'fees', toolErrors: 1 }), ...times(2, { errorType: 'style', intent: 'fees' }),
  ]);
  const activities = candidateActivities({ pool });
  expect(await activities.planCandidates(cycleId, false)).toEqual({ training: false, sweep: false, prompt: true, routing: false, clusters: 3 });
  const stored = await remediesOf(pool, cycleId);
  expect(stored.map(({ errorType, intent, cases, remedy, because }) => [errorType, intent, cases, remedy, because])).toEqual([
    ['format', 'refund', 6, 'prompt', 'instructions_not_followed'], ['wrong_fact', 'fees', 4, 'tool_fix', 'tools_failed'], ['style', 'fees', 2, 'watch', 'too_few_cases'],
  ]);
  expect(stored[0]?.share).toBe(0.5);
  expect(stored[0]?.interactionIds).toHaveLength(5);
  // A second attempt changes nothing; a person who asks for a retrain gets all that is configured.
  expect(await activities.planCandidates(cycleId, true)).toMatchObject({ training: true, prompt: true, routing: true });
  expect(await remediesOf(pool, cycleId)).toEqual(stored);
});

test('where no bad case is a problem of the model the cycle ends, unless everything configured is to be tried anyway', async () => {
  const broken = times(5, { errorType: 'wrong_fact', intent: 'fees', toolErrors: 2 });
  const activities = candidateActivities({ pool });
  expect(await activities.planCandidates(await judged('tools', 'remedies', broken), false)).toMatchObject({ training: false, end: { outcome: 'nothing_to_learn', reason: 'nothing_asked_for' } });
  expect(await activities.planCandidates(await judged('tools-too', 'configured', broken), false)).toMatchObject({ training: true, prompt: true, routing: true });
});
