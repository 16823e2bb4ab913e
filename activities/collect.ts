import { countAnalyzed, type Shard } from '../adapters/store/analyses.ts';
import { latestCalibration, storeCalibration } from '../adapters/store/calibrations.ts';
import { claimInteractions, countClaimed, countForTrigger } from '../adapters/store/claims.ts';
import { getAgent } from '../adapters/store/agents.ts';
import { finishStage, getCycle } from '../adapters/store/cycles.ts';
import { inTransaction } from '../adapters/store/database.ts';
import { attachFeedback } from '../adapters/store/feedback.ts';
import { currentSuite } from '../adapters/store/suites.ts';
import type { StageEnd } from '../core/cycle/cycle.ts';
import { checkTrigger } from '../core/signals/trigger.ts';
import { analyzeShard, judgeSessions } from './analyze-claims.ts';
import type { Dependencies } from './dependencies.ts';
import { weighFeedback } from './weigh-feedback.ts';

export type Collected = { interactions: number; badCases: number; rejected: number; end?: StageEnd };

/** Some seconds of work: worth an activity of its own, and soon done again when its worker dies. */
const interactionsPerShard = 5_000;
const maxShards = 16;

export function collectActivities({ pool }: Dependencies) {
  const open = async (cycleId: string) => {
    const cycle = await getCycle(pool, cycleId);
    const { config } = await getAgent(pool, cycle.agent, cycle.agent_version);
    return { cycle, config };
  };
  return {
    /** Claims what is new and says in how many shards, by hash, workers look at it. */
    async planCollection(cycleId: string): Promise<{ interactions: number; shards: number }> {
      const { cycle } = await open(cycleId);
      await inTransaction(pool, (db) => attachFeedback(db, cycle.agent));
      const interactions = await claimInteractions(pool, cycle.agent, cycleId, cycle.cutoff);
      return { interactions, shards: Math.min(maxShards, Math.max(1, Math.ceil(interactions / interactionsPerShard))) };
    },

    /** Marks the bad cases of one shard, each interaction by itself. */
    async collectShard(cycleId: string, shard: Shard): Promise<void> {
      const { cycle, config } = await open(cycleId);
      const calibration = await latestCalibration(pool, cycle.agent, cycleId);
      await analyzeShard(pool, { cycleId, agent: cycle.agent, config: config.analyze, calibration, lowRating: config.collect.low_rating }, shard);
    },

    /** Adds what sessions say when all shards are done, and asks whether there is enough to learn from. */
    async finishCollection(cycleId: string): Promise<Collected> {
      const { cycle, config } = await open(cycleId);
      await judgeSessions(pool, { cycleId, agent: cycle.agent, config: config.analyze });
      await storeCalibration(pool, cycle.agent, cycleId, cycle.cutoff);
      await weighFeedback(pool, { cycleId, agent: cycle.agent, config: config.feedback, lowRating: config.collect.low_rating });
      const collected = { interactions: await countClaimed(pool, cycleId), ...(await countAnalyzed(pool, cycleId)) };
      const counts = await countForTrigger(pool, {
        agent: cycle.agent, cycleId, cutoff: cycle.cutoff, window: config.trigger.window, lowRating: config.collect.low_rating,
        deafBelow: config.feedback.deaf_below,
      });
      const { go, reason, detail } = checkTrigger({ trigger: cycle.trigger, unclaimed: collected.interactions, ...counts }, config.trigger);
      await finishStage(pool, cycleId, 'collect', { ...collected, reason, detail });
      if (!go) return { ...collected, end: { outcome: 'nothing_to_learn', reason } };
      // Asked before anything is paid for: without cases no candidate could ever be released.
      if (!(await currentSuite(pool, cycle.agent))?.cases) return { ...collected, end: { outcome: 'no_suite', reason: 'import_a_suite_first' } };
      return collected;
    },
  };
}
