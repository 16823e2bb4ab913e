import type { Client, WorkflowHandle } from '@temporalio/client';
import type { Pool } from '../../adapters/store/database.ts';
import { cycleStages, getCycle } from '../../adapters/store/cycles.ts';
import type { CycleInput, CycleResult } from '../../core/cycle/cycle.ts';
import { manualCycleId } from '../../core/cycle/ids.ts';

/** Where several agents' cycles run side by side on one worker that is killed. */
export type Scene = { pool: Pool; client: Client; taskQueue: string; jobs: () => Promise<{ metadata: Record<string, string> | null }[]> };

export type Run = { agent: string; cycleId: string; result: () => Promise<CycleResult> };

export async function startCycle(scene: Scene, agent: string, input: Partial<CycleInput> = {}): Promise<Run> {
  const handle = await scene.client.workflow.start('flywheelCycle', {
    workflowId: manualCycleId(agent, new Date()), taskQueue: scene.taskQueue,
    args: [{ agent, trigger: 'run', ...input } satisfies CycleInput],
  });
  return { agent, cycleId: handle.workflowId, result: () => handle.result() as Promise<CycleResult> };
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until a workflow has been told that it is cancelled, and has done what it does about that at once. */
export async function untilCancelHeard(handle: WorkflowHandle): Promise<void> {
  for (;;) {
    const events = (await handle.fetchHistory()).events ?? [];
    const asked = events.findIndex((event) => event.workflowExecutionCancelRequestedEventAttributes);
    if (asked >= 0 && events.slice(asked).some((event) => event.workflowTaskCompletedEventAttributes)) return;
    await pause(50);
  }
}

/** The agent's workflows that run: its cycle, and a release that has begun. */
async function openWorkflows(scene: Scene, { agent, cycleId }: Run): Promise<string[]> {
  const { rows } = await scene.pool.query<{ id: string }>('select id from releases where agent = $1 and closed_at is null', [agent]);
  return [cycleId, ...rows.map(({ id }) => id)];
}

/** The pending activities of a run and of its release, with the number of the attempt. */
export async function pendingActivities(scene: Scene, run: Run): Promise<{ name: string; attempt: number }[]> {
  const described = await Promise.all((await openWorkflows(scene, run)).map((id) => scene.client.workflow.getHandle(id).describe()));
  return described.flatMap(({ raw }) => (raw.pendingActivities ?? []).map((one) => ({ name: one.activityType?.name ?? '', attempt: one.attempt ?? 0 })));
}

/** Waits until the run has been released, or has ended otherwise. */
export async function settled(scene: Scene, run: Run): Promise<string> {
  await run.result();
  for (;;) {
    const { outcome } = await getCycle(scene.pool, run.cycleId);
    if (outcome !== null && outcome !== 'releasing') return outcome;
    await pause(50);
  }
}

/**
 * What must not differ between a cycle that was killed and one that was left alone: the counts of its stages. What the
 * judge cost may: agents that ask the same share its stored answers, and whoever asks first pays.
 */
export async function outcomeOf(scene: Scene, run: Run): Promise<object> {
  const outcome = await settled(scene, run);
  const { collect, annotate, balance, evaluate, release } = await cycleStages(scene.pool, run.cycleId);
  return {
    outcome,
    collect, annotate: without(annotate, ['calls', 'cached', 'tokens', 'costUsd']), balance: { rows: balance?.['rows'], lines: balance?.['lines'] },
    evaluate: { n: evaluate?.['n'], champion: evaluate?.['champion'] }, release,
  };
}

const without = (counts: Record<string, unknown> = {}, names: readonly string[]): object => Object.fromEntries(Object.entries(counts).filter(([name]) => !names.includes(name)));

/**
 * What a crash may have broken: everything is counted where it would be double, lost or left over.
 *
 * @returns a line for each fault; empty when all is sound
 */
export async function faultsAfter(scene: Scene, { agent, cycleId }: Run, expected: { interactions: number; cases: number }): Promise<string[]> {
  const faults: string[] = [];
  const expect = (what: string, found: unknown, wanted: unknown): void => {
    if (found !== wanted) faults.push(`${what}: ${String(found)} instead of ${String(wanted)}`);
  };
  const count = async (sql: string, values: unknown[] = [cycleId]): Promise<number> => (await scene.pool.query<{ n: number }>(`select count(*)::int as n ${sql}`, values)).rows[0]?.n ?? -1;

  const { rows: trainings } = await scene.pool.query<{ key: string }>('select key from training_jobs where agent = $1', [agent]);
  expect('training rows', trainings.length, 1);
  const jobs = (await scene.jobs()).filter(({ metadata }) => metadata?.['flywheel_key'] === trainings[0]?.key);
  expect('jobs at the provider', jobs.length, 1);

  expect('interactions of the cycle', await count('from interactions where cycle_id = $1'), expected.interactions);
  expect('interactions of the agent', await count('from interactions where agent = $1', [agent]), expected.interactions);
  const planned = await count('from annotation_plan where cycle_id = $1');
  expect('annotations', await count('from annotations where cycle_id = $1'), planned);
  expect('annotated interactions', await count('from (select distinct interaction_id from annotations where cycle_id = $1) as once'), planned);
  expect('verdicts in the ledger', await count(`from ledger where cycle_id = $1 and key ~ '/annotate/[0-9]+$'`), planned);
  expect('trainings in the ledger', await count(`from ledger where cycle_id = $1 and stage = 'train'`), 1);
  expect('evaluations in the ledger', await count(`from ledger where cycle_id = $1 and stage = 'evaluate'`), 2);
  expect('datasets', await count('from datasets where agent = $1', [agent]), 1);
  expect('tuned candidates', await count('from candidates where agent = $1 and training_key is not null', [agent]), 1);
  expect('results', await count('from results r join candidates c on c.id = r.candidate_id where c.agent = $1', [agent]), expected.cases * 2);
  expect('decisions', await count('from decisions where cycle_id = $1'), 1);
  expect('promotions', await count(`from audit where agent = $1 and action = 'promote'`, [agent]), 1);
  expect('champions', await count(`from aliases a join candidates c on c.id = a.candidate_id where a.agent = $1 and a.name = 'champion' and c.training_key is not null`, [agent]), 1);
  expect('open releases', await count('from releases where agent = $1 and closed_at is null', [agent]), 0);
  expect('leases', await count('from leases where agent = $1', [agent]), 0);
  return faults;
}
