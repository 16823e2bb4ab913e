import { claimInteractions, claimedInteractions, countForTrigger, storeSignals } from '../adapters/store/claims.ts';
import { getAgent } from '../adapters/store/agents.ts';
import { finishStage, getCycle } from '../adapters/store/cycles.ts';
import { attachFeedback } from '../adapters/store/feedback.ts';
import { currentSuite } from '../adapters/store/suites.ts';
import type { StageEnd } from '../core/cycle/cycle.ts';
import { lastUserText } from '../core/interaction/message.ts';
import { signalsSchema, type CollectConfig } from '../core/signals/config.ts';
import { detectSignals } from '../core/signals/detect.ts';
import { unknownFacts } from '../core/signals/facts.ts';
import { limitsFor } from '../core/signals/limits.ts';
import type { Signal } from '../core/signals/signal.ts';
import { checkTrigger } from '../core/signals/trigger.ts';
import type { Dependencies } from './dependencies.ts';

export type Collected = { interactions: number; badCases: number; rejected: number; end?: StageEnd };

const rowsPerWrite = 1_000;

export function collectActivities({ pool }: Dependencies) {
  /** Computes and stores the signals of every claimed interaction, by portions. */
  async function mark(cycleId: string, { low_rating }: CollectConfig): Promise<{ badCases: number; rejected: number }> {
    let badCases = 0;
    let rejected = 0;
    let portion: { id: number; signals: Signal[] }[] = [];
    const config = signalsSchema.parse({});
    for await (const { id, model, messages, reply, tokens, toolErrors, ...known } of claimedInteractions(pool, cycleId)) {
      const question = lastUserText(messages);
      const facts = { ...unknownFacts, ...known, queryLength: question.length, responseLength: reply.length, totalTokens: tokens, toolFail: toolErrors };
      const signals = detectSignals(facts, config, limitsFor(model, config, null, low_rating));
      if (signals.length > 0) badCases++;
      if (question === '') rejected++;
      portion.push({ id, signals });
      if (portion.length === rowsPerWrite) await storeSignals(pool, cycleId, portion.splice(0));
    }
    await storeSignals(pool, cycleId, portion);
    return { badCases, rejected };
  }

  return {
    /** Claims what is new, marks bad cases and asks whether there is enough to learn from. */
    async collect(cycleId: string): Promise<Collected> {
      const cycle = await getCycle(pool, cycleId);
      const { config } = await getAgent(pool, cycle.agent, cycle.agent_version);
      await attachFeedback(pool, cycle.agent);
      const interactions = await claimInteractions(pool, cycle.agent, cycleId, cycle.cutoff);
      const marked = await mark(cycleId, config.collect);
      const counts = await countForTrigger(pool, {
        agent: cycle.agent, cycleId, cutoff: cycle.cutoff, window: config.trigger.window, lowRating: config.collect.low_rating,
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
