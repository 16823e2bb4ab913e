import { getAgent } from '../adapters/store/agents.ts';
import { getCycle, type Cycle } from '../adapters/store/cycles.ts';
import type { Pool } from '../adapters/store/database.ts';
import { gradersOf } from '../adapters/store/results.ts';
import type { FlywheelConfig } from '../core/config/flywheel.ts';
import { isJudgedGrader, isPairwise, rubricPromptVersion } from '../core/evaluation/judged-graders.ts';
import { settingsKey } from '../core/evaluation/settings-key.ts';
import type { CaseJudge } from './judge-chat.ts';

export type EvaluationSettings = {
  cycle: Cycle;
  config: FlywheelConfig;
  /** The model that judges replies, where the suite has cases that need one. */
  judge: string;
  /** The same, as it is asked. */
  caseJudge: CaseJudge;
  judged: boolean;
  /** Some cases hold replies against each other. */
  pairwise: boolean;
  settings: string;
};

/** What an evaluation of a cycle on a suite goes by. */
export async function evaluationSettings(pool: Pool, cycleId: string, suiteId: string): Promise<EvaluationSettings> {
  const cycle = await getCycle(pool, cycleId);
  const { config } = await getAgent(pool, cycle.agent, cycle.agent_version);
  const judge = config.evaluate.judge ?? config.annotate.judge;
  const graders = await gradersOf(pool, suiteId);
  // Who judges matters to the answers of a side where they are scored by it; a comparison is stored by itself.
  const scored = graders.includes('rubric');
  const settings = settingsKey({ seed: config.evaluate.seed, ...(scored && { judge: { model: judge, promptVersion: rubricPromptVersion } }) });
  const caseJudge = { model: judge, structuredOutput: config.annotate.structured_output };
  return { cycle, config, judge, caseJudge, judged: graders.some(isJudgedGrader), pairwise: graders.some(isPairwise), settings };
}
