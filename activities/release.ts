import { ApplicationFailure } from '@temporalio/common';
import { getCandidate } from '../adapters/store/candidates.ts';
import { closeRelease as storeClosed, openRelease as storeOpened, promoteCandidate, rollBackChampion, type OlderRelease, type ReleaseStep } from '../adapters/store/releases.ts';
import type { Outcome } from '../core/cycle/outcome.ts';
import type { Dependencies } from './dependencies.ts';
import { deployCandidate } from './deploy-candidate.ts';

const deployTimeoutMs = 60_000;

export function releaseActivities({ pool, serving }: Dependencies) {
  return {
    async openRelease(release: { id: string; agent: string; candidateId: string; cycleId: string; needsApproval: boolean }): Promise<{ older: OlderRelease[] }> {
      return storeOpened(pool, release);
    },

    /** Makes the candidate answer, then changes the alias. `promoted: false`: a newer release was faster. */
    async promote(step: ReleaseStep): Promise<{ promoted: boolean }> {
      await deployCandidate({ pool, serving }, await getCandidate(pool, step.candidateId), { timeoutMs: deployTimeoutMs });
      return { promoted: await promoteCandidate(pool, step) };
    },

    async closeRelease(step: ReleaseStep, outcome: Outcome): Promise<void> {
      await storeClosed(pool, step, outcome);
    },

    async rollBack(step: { key: string; agent: string; by: string; why: string }): Promise<{ champion: string; takenBack: string }> {
      const done = await rollBackChampion(pool, step);
      if (!done) throw ApplicationFailure.nonRetryable('there is no former champion to go back to', 'nothing_to_roll_back');
      return done;
    },
  };
}
