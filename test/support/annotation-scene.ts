import { MockActivityEnvironment } from '@temporalio/testing';
import { planAnnotationActivities } from '../../activities/plan-annotation.ts';
import { applyWithChampion } from '../../adapters/store/champions.ts';
import { openCycle } from '../../adapters/store/cycles.ts';
import type { Pool } from '../../adapters/store/database.ts';
import { storeInteractions } from '../../adapters/store/interactions.ts';
import { flywheelSchema } from '../../core/config/flywheel.ts';

export type PlannedCycle = { cycleId: string; batches: number; planned: number };

/** A cycle of an agent that has claimed some questions and planned what is judged of them. */
export async function plannedCycle(
  pool: Pool, agent: string, { questions, cycle = '1', annotate = {} }: { questions: readonly string[]; cycle?: string; annotate?: object },
): Promise<PlannedCycle> {
  const config = flywheelSchema.parse({
    agent: { name: agent, champion: { model: 'served' } },
    annotate: { judge: 'judge', batch_size: 10, concurrency: 4, run_for_tiers: [], ...annotate },
    train: { base_model: 'served' },
  });
  const { version } = await applyWithChampion(pool, config, 'test');
  const cycleId = `flywheel/${agent}/${cycle}`;
  await openCycle(pool, { id: cycleId, agent, agentVersion: version, runId: 'run', trigger: 'run', cutoff: new Date() });
  await storeInteractions(
    pool, agent,
    questions.map((question, index) => ({ key: `${cycle}-${index}`, at: new Date(Date.UTC(2026, 0, 1, 0, 0, index)), messages: [{ role: 'user', content: question }], reply: 'An answer.' })),
  );
  await pool.query('update interactions set cycle_id = $2 where agent = $1 and cycle_id is null', [agent, cycleId]);
  const activities = planAnnotationActivities({ pool });
  type Plan = Omit<PlannedCycle, 'cycleId'>;
  const { batches, planned } = await new MockActivityEnvironment().run<[], Plan, () => Promise<Plan>>(() => activities.planAnnotation(cycleId));
  return { cycleId, batches, planned };
}

export const questionsOf = (count: number, prefix = 'question'): string[] => Array.from({ length: count }, (_, index) => `${prefix} number ${index}`);

/** How many rows a query counts: `from ...`. */
export async function countRows(pool: Pool, from: string, values: unknown[]): Promise<number> {
  return (await pool.query<{ n: number }>(`select count(*)::int as n ${from}`, values)).rows[0]?.n ?? -1;
}
