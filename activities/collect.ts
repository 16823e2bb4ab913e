import { countAnalyzed } from '../adapters/store/analyses.ts';
import { latestCalibration, storeCalibration } from '../adapters/store/calibrations.ts';
import { claimInteractions, countForTrigger } from '../adapters/store/claims.ts';
import { getAgent } from '../adapters/store/agents.ts';
import { finishStage, getCycle } from '../adapters/store/cycles.ts';
import { attachFeedback } from '../adapters/store/feedback.ts';
import { currentSuite } from '../adapters/store/suites.ts';
import type { StageEnd } from '../core/cycle/cycle.ts';
import { checkTrigger } from '../core/signals/trigger.ts';
import { analyzeClaims } from './analyze-claims.ts';
import type { Dependencies } from './dependencies.ts';
import { weighFeedback } from './weigh-feedback.ts';

export type Collected = { interactions: number; badCases: number; rejected: number; end?: StageEnd };

export function collectActivities({ pool }: Dependencies) {
  return {
    /** Claims what is new, marks bad cases and asks whether there is enough to learn from. */
    async collect(cycleId: string): Promise<Collected> {
      const cycle = await getCycle(pool, cycleId);
      const { config } = await getAgent(pool, cycle.agent, cycle.agent_version);
      await attachFeedback(pool, cycle.agent);
      const interactions = await claimInteractions(pool, cycle.agent, cycleId, cycle.cutoff);
      const calibration = await latestCalibration(pool, cycle.agent, cycleId);
      await analyzeClaims(pool, { cycleId, agent: cycle.agent, config: config.analyze, calibration, lowRating: config.collect.low_rating });
      await storeCalibration(pool, cycle.agent, cycleId, cycle.cutoff);
      await weighFeedback(pool, { cycleId, agent: cycle.agent, config: config.feedback, lowRating: config.collect.low_rating });
      const marked = await countAnalyzed(pool, cycleId);
      const counts = await countForTrigger(pool, {
        agent: cycle.agent, cycleId, cutoff: cycle.cutoff, window: config.trigger.window, lowRating: config.collect.low_rating,
        deafBelow: config.feedback.deaf_below,
      });
      const { go, reason, detail } = checkTrigger({ trigger: cycle.trigger, unclaimed: interactions, ...counts }, config.trigger);
      await finishStage(pool, cycleId, 'collect', { interactions, ...marked, reason, detail });
      if (!go) return { interactions, ...marked, end: { outcome: 'nothing_to_learn', reason } };
      // Asked before anything is paid for: without cases no candidate could ever be released.
      if (!(await currentSuite(pool, cycle.agent))?.cases) return { interactions, ...marked, end: { outcome: 'no_suite', reason: 'import_a_suite_first' } };
      return { interactions, ...marked };
    },
  };
}
