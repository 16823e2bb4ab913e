import { getAgent } from '../adapters/store/agents.ts';
import { getCycle, type Cycle } from '../adapters/store/cycles.ts';
import type { Pool } from '../adapters/store/database.ts';
import { isJudged } from '../adapters/store/results.ts';
import type { FlywheelConfig } from '../core/config/flywheel.ts';
import { judgedGraders, rubricPromptVersion } from '../core/evaluation/judged-graders.ts';
import { settingsKey } from '../core/evaluation/settings-key.ts';

export type EvaluationSettings = {
  cycle: Cycle;
  config: FlywheelConfig;
  /** The model that judges replies, where the suite has cases that need one. */
  judge: string;
  judged: boolean;
  settings: string;
};

/** What an evaluation of a cycle on a suite goes by. */
export async function evaluationSettings(pool: Pool, cycleId: string, suiteId: string): Promise<EvaluationSettings> {
  const cycle = await getCycle(pool, cycleId);
  const { config } = await getAgent(pool, cycle.agent, cycle.agent_version);
  const judge = config.evaluate.judge ?? config.annotate.judge;
  const judged = await isJudged(pool, suiteId, judgedGraders);
  // A suite without judged cases does not care who judges.
  const settings = settingsKey({ seed: config.evaluate.seed, ...(judged && { judge: { model: judge, promptVersion: rubricPromptVersion } }) });
  return { cycle, config, judge, judged, settings };
}
