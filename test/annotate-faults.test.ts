import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ProviderError } from '../adapters/llm/provider-error.ts';
import { openPool, type Pool } from '../adapters/store/database.ts';
import { attachFeedback, storeFeedback } from '../adapters/store/feedback.ts';
import { spentBy } from '../adapters/store/ledger.ts';
import { samplesFromAnnotations } from '../adapters/store/verdict-samples.ts';
import { annotateAll, openAnnotator, type Annotator } from './support/annotator.ts';
import { countRows, plannedCycle, questionsOf, type PlannedCycle } from './support/annotation-scene.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { startScriptedJudge, type Script, type ScriptedJudge } from './support/scripted-judge.ts';

let database: TestDatabase;
let pool: Pool;
let judge: ScriptedJudge;
const annotators: Annotator[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool(database.url);
});
afterEach(async () => {
  await Promise.all(annotators.splice(0).map((annotator) => annotator.close()));
  await judge.close();
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function start(script: (question: string, call: number) => Script): Promise<Annotator> {
  judge = await startScriptedJudge(script);
  return another();
}
function another(): Annotator {
  const annotator = openAnnotator({ databaseUrl: database.url, providerUrl: judge.url });
  annotators.push(annotator);
  return annotator;
}

/** Tries again what may pass, as Temporal does; returns what failed. */
async function untilDone(annotator: Annotator, { cycleId, batches }: PlannedCycle, most = 20): Promise<string[]> {
  const failures: string[] = [];
  for (let batch = 0; batch < batches; batch += 1) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await annotator.annotateBatch(cycleId, batch);
        break;
      } catch (error) {
        if (!(error instanceof ProviderError && error.retryable) || attempt >= most) throw error;
        failures.push(error.type);
      }
    }
  }
  return failures;
}

const statuses = async (cycleId: string): Promise<Record<string, number>> => {
  const { rows } = await pool.query<{ status: string; n: number }>('select status, count(*)::int as n from annotations where cycle_id = $1 group by 1', [cycleId]);
  return Object.fromEntries(rows.map(({ status, n }) => [status, n]));
};

test('a storm of refusals holds the calls of all workers, loses no attempt, and every row is judged once', async () => {
  const first = await start((_, call) => (call <= 6 ? { status: 429, headers: { 'retry-after': '0.5' } } : {}));
  const cycle = await plannedCycle(pool, 'storm', { questions: questionsOf(40) });
  await Promise.all([first, another()].map((worker, from) => annotateAll(worker, cycle.cycleId, { count: cycle.batches, from, of: 2 })));
  expect(await statuses(cycle.cycleId)).toEqual({ ok: 40 });
  const answered = judge.calls.filter((call) => call.answered).map(({ question }) => question);
  expect([answered.length, new Set(answered).size]).toEqual([40, 40]);
  // Refused calls cost nothing and stand in no budget.
  expect(await spentBy(pool, cycle.cycleId)).toMatchObject({ calls: 40, lost: 0 });
  expect((await pool.query('select calls from spending where cycle_id = $1', [cycle.cycleId])).rows).toEqual([{ calls: 40 }]);
});

test('a row on which the provider always fails is given up and counted; the others are judged', async () => {
  const annotator = await start((question) => (question.startsWith('poison') ? { status: 500 } : {}));
  const cycle = await plannedCycle(pool, 'poison', { questions: [...questionsOf(1, 'poison'), ...questionsOf(9)] });
  expect(await untilDone(annotator, cycle)).toEqual(Array(4).fill('provider_unavailable'));
  expect(await statuses(cycle.cycleId)).toEqual({ ok: 9, unavailable: 1 });
  expect(await annotator.finish(cycle.cycleId, null)).toMatchObject({ annotated: 9, failed: 1, skipped: 0 });
});

test('a row that fails alone at the very end does not hold up the cycle for ever', async () => {
  const annotator = await start((question) => (question.startsWith('poison') ? { status: 500 } : {}));
  const cycle = await plannedCycle(pool, 'alone', { questions: [...questionsOf(20), ...questionsOf(1, 'poison')], annotate: { random_share: 0, batch_size: 20 } });
  await pool.query(`update annotation_plan p set batch = case when i.messages->0->>'content' like 'poison%' then 1 else 0 end from interactions i where i.id = p.interaction_id and p.cycle_id = $1`, [cycle.cycleId]);
  expect(await untilDone(annotator, cycle)).toEqual(Array(14).fill('provider_unavailable'));
  expect(await statuses(cycle.cycleId)).toEqual({ ok: 20, unavailable: 1 });
});

test('while the provider is down nothing is given up: it is asked again a few times, not for every row', async () => {
  let down = true;
  const annotator = await start(() => (down ? { status: 503 } : {}));
  const cycle = await plannedCycle(pool, 'down', { questions: questionsOf(30), annotate: { batch_size: 30 } });
  for (let attempt = 0; attempt < 8; attempt += 1) await expect(annotator.annotateBatch(cycle.cycleId, 0)).rejects.toMatchObject({ type: 'provider_unavailable' });
  expect(await statuses(cycle.cycleId)).toEqual({});
  // Eight attempts of four calls each, and those that were under way beside the fourth.
  expect(judge.calls.length).toBeLessThanOrEqual(8 * 8);
  down = false;
  await untilDone(annotator, cycle);
  expect(await statuses(cycle.cycleId)).toEqual({ ok: 30 });
});

test('calls without an answer in time are asked again, and stand in ledger and budget as lost', async () => {
  const annotator = await start((_, call) => (call <= 3 ? { afterMs: 1_500 } : {}));
  const cycle = await plannedCycle(pool, 'late', { questions: questionsOf(10), annotate: { request_timeout: '500ms' } });
  expect(await untilDone(annotator, cycle)).toEqual(['provider_timeout']);
  expect(await statuses(cycle.cycleId)).toEqual({ ok: 10 });
  expect(await spentBy(pool, cycle.cycleId)).toMatchObject({ calls: 10, lost: 3 });
  expect((await pool.query('select calls from spending where cycle_id = $1', [cycle.cycleId])).rows).toEqual([{ calls: 13 }]);
});

test('JSON that is cut off is repaired by one more call; where that fails, too, the row is accounted for', async () => {
  const seen = new Map<string, number>();
  const annotator = await start((question) => {
    const turn = (seen.get(question) ?? 0) + 1;
    seen.set(question, turn);
    return question.startsWith('never') || (question.startsWith('once') && turn === 1) ? { text: '{"verdict": "go' } : {};
  });
  const cycle = await plannedCycle(pool, 'cut', { questions: [...questionsOf(4), ...questionsOf(3, 'once'), ...questionsOf(2, 'never')] });
  await untilDone(annotator, cycle);
  expect(await statuses(cycle.cycleId)).toEqual({ ok: 7, unparsable: 2 });
  expect(await countRows(pool, 'from annotations where cycle_id = $1 and repaired', [cycle.cycleId])).toBe(3);
  expect(await spentBy(pool, cycle.cycleId)).toMatchObject({ calls: 4 + 6 + 4 });
  // What could not be used is no answer for another day.
  expect(await countRows(pool, 'from answers a join interactions i on i.id = a.interaction_id where i.agent = $1', ['cut'])).toBe(4 + 6);
});

test('a key that the provider does not know ends the work at once', async () => {
  const annotator = await start(() => ({ status: 401 }));
  const cycle = await plannedCycle(pool, 'key', { questions: questionsOf(20) });
  await expect(annotator.annotateBatch(cycle.cycleId, 0)).rejects.toMatchObject({ type: 'provider_unauthorised', retryable: false });
  expect(judge.calls.length).toBeLessThanOrEqual(8);
  expect(await spentBy(pool, cycle.cycleId)).toMatchObject({ calls: 0, lost: 0 });
});

test('a verdict that was asked for before feedback came is not kept; the next cycle asks anew, and a sample of what it refutes goes', async () => {
  const said = { text: 'This is wrong, the link is dead.', rating: 1 } as const;
  let feedback: Promise<unknown> | undefined;
  const annotator = await start((question, call) => {
    if (call === 1) feedback = storeFeedback(pool, 'refuted', [{ key: 'f-1', interactionKey: '1-0', ...said }]);
    return { afterMs: question === 'question number 0' ? 300 : 0 };
  });
  const { cycleId } = await plannedCycle(pool, 'refuted', { questions: questionsOf(2) });
  const early = await pool.connect();
  await early.query('begin');
  expect(await annotator.annotateBatch(cycleId, 0)).toMatchObject({ annotated: 1, failed: 0 });
  await feedback;
  expect(await annotator.annotateBatch(cycleId, 0)).toMatchObject({ annotated: 1, failed: 0 });
  expect(judge.calls).toHaveLength(2);
  const samples = (cycle: string) => samplesFromAnnotations(pool, 'refuted', cycle, { minConfidence: 0, heldBack: false });
  expect(await samples(cycleId)).toBe(1);
  // What comes after the verdict makes it old, too, even in a transaction that began before.
  await early.query(`insert into feedback (agent, key, interaction_key, at, rating) values ('refuted', 'f-2', '1-1', now(), 1)`);
  await attachFeedback(early, 'refuted');
  await early.query('commit');
  early.release();
  expect(await samples(cycleId)).toBe(0);
  const next = await plannedCycle(pool, 'refuted', { questions: [], cycle: '2' });
  expect([next.planned, await samples(next.cycleId)]).toEqual([2, 0]);
  expect(await annotator.annotateBatch(next.cycleId, 0)).toMatchObject({ annotated: 2 });
  await pool.query(`update annotations set verdict = 'bad' where cycle_id = $1`, [next.cycleId]);
  expect(await samples(next.cycleId)).toBe(0);
  expect((await pool.query(`select status from samples where agent = 'refuted'`)).rows).toEqual([{ status: 'superseded' }]);
});
