import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { ProviderError } from '../adapters/llm/provider-error.ts';
import { getCandidate } from '../adapters/store/candidates.ts';
import { findAlias, rollBackChampion, type ChampionAndFormer } from '../adapters/store/releases.ts';
import { isSigned } from '../core/approval/statement.ts';
import type { Dependencies } from './dependencies.ts';
import { deployCandidate, doesAnswer } from './deploy-candidate.ts';

/** Of one model, while a person waits. */
const deployTimeoutMs = 30_000;

export type RollbackStep = {
  key: string;
  agent: string;
  by: string;
  why: string;
  signature?: string;
  /** Who was found when the former champion was made to answer; missing in runs of older versions. */
  expected?: ChampionAndFormer;
};

export function rollbackActivities({ pool, chat, serving, approvers, webhook }: Dependencies) {
  return {
    /** Who serves, and who would. */
    async planRollback(agent: string): Promise<ChampionAndFormer & { tainted: boolean }> {
      const [champion, former] = [await findAlias(pool, agent, 'champion'), await findAlias(pool, agent, 'previous')];
      if (!champion || !former) throw nothingToRollBack();
      const { tainted_at: taintedAt } = await getCandidate(pool, former.candidateId);
      return { champion: champion.candidateId, former: former.candidateId, tainted: taintedAt !== null };
    },

    /**
     * Makes a candidate answer that may have been unloaded since it served. One that its provider does not list, but that answers
     * when it is asked, is there: it served before.
     *
     * @throws ProviderError as deploying said it
     */
    async serveFormer({ key, former }: { key: string; former: string }): Promise<void> {
      const candidate = await getCandidate(pool, former);
      const options = { timeoutMs: deployTimeoutMs, signal: Context.current().cancellationSignal };
      try {
        await deployCandidate({ pool, serving }, candidate, options);
      } catch (error) {
        if (!(error instanceof ProviderError) || !(await doesAnswer({ pool, chat }, candidate, key, options))) throw error;
      }
    },

    /** Changes the alias. Carried out already: the same answer again. */
    async rollBack({ signature, ...step }: RollbackStep): Promise<{ champion: string; takenBack: string; cycleId: string | null; notify: boolean }> {
      const signed = isSigned({ about: 'rollback', agent: step.agent, rollbackId: step.key, by: step.by, why: step.why }, signature, approvers);
      const done = await rollBackChampion(pool, { ...step, how: signed ? 'authenticated' : 'claimed' });
      if (done === 'nothing_to_roll_back') throw nothingToRollBack();
      if (done === 'champion_changed') throw ApplicationFailure.nonRetryable('another release or rollback was faster: who serves now is not who was to be taken back', 'champion_changed');
      return { ...done, notify: webhook !== undefined };
    },
  };
}

const nothingToRollBack = (): ApplicationFailure => ApplicationFailure.nonRetryable('there is no former champion to go back to', 'nothing_to_roll_back');
