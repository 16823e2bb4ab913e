import { ApplicationFailure } from '@temporalio/common';
import { getCandidate } from '../adapters/store/candidates.ts';
import { getAgent } from '../adapters/store/agents.ts';
import { finishStage, getCycle, setVerdict } from '../adapters/store/cycles.ts';
import { bestRelease, storeDecision } from '../adapters/store/decisions.ts';
import { closeRelease as storeClosed, openRelease as storeOpened, promoteCandidate, rollBackChampion, type OlderRelease, type ReleaseStep } from '../adapters/store/releases.ts';
import { gradedCases } from '../adapters/store/results.ts';
import type { Outcome, Verdict } from '../core/cycle/outcome.ts';
import { pairOutcomes, type PairedOutcomes } from '../core/evaluation/pairs.ts';
import { decide as decideGate } from '../core/gate/decide.ts';
import type { Dependencies } from './dependencies.ts';

/** How far back the best release counts: small losses must not creep in one release at a time. */
const anchorDays = 90;
const deployTimeoutMs = 60_000;

export function releaseActivities({ pool, serving }: Dependencies) {
  async function paired(referenceId: string, candidateId: string, suiteId: string): Promise<PairedOutcomes & { hardLost: string[] }> {
    const [reference, candidate] = await Promise.all([gradedCases(pool, referenceId, suiteId), gradedCases(pool, candidateId, suiteId)]);
    const passes = (cases: typeof reference) => cases.map(({ caseId, score }) => ({ caseId, passed: score >= 1 }));
    const outcomes = pairOutcomes(passes(reference), passes(candidate));
    if (!outcomes.ok) throw ApplicationFailure.nonRetryable(outcomes.message, 'evaluation_incomplete');
    const hard = new Set(candidate.filter((one) => one.hard).map((one) => one.caseId));
    return { ...outcomes, hardLost: outcomes.lost.filter((id) => hard.has(id)) };
  }
  const counts = ({ n, lost, gained, bothRight }: PairedOutcomes) => ({ n, lost: lost.length, gained: gained.length, bothRight });

  return {
    /** The gate: a pure function of the stored results. */
    async decide(cycleId: string, input: { championId: string; candidateId: string; suiteId: string }): Promise<{ verdict: Verdict; reasonCodes: string[] }> {
      const { championId, candidateId, suiteId } = input;
      const cycle = await getCycle(pool, cycleId);
      const { config } = await getAgent(pool, cycle.agent, cycle.agent_version);
      const overall = await paired(championId, candidateId, suiteId);
      const best = await bestRelease(pool, cycle.agent, suiteId, anchorDays);
      const anchor = best && best !== championId && best !== candidateId ? await paired(best, candidateId, suiteId) : undefined;
      const evidence = decideGate(
        {
          overall: counts(overall),
          ...(anchor && { anchor: counts(anchor) }),
          hardLosses: overall.hardLost,
          previouslyRolledBack: (await getCandidate(pool, candidateId)).rolled_back_at !== null,
        },
        config.gate,
      );
      const stored = await storeDecision(pool, {
        cycle_id: cycleId, agent: cycle.agent, champion_id: championId, candidate_id: candidateId, suite_id: suiteId,
        verdict: evidence.verdict, reason_codes: evidence.reasonCodes, evidence,
      });
      await setVerdict(pool, cycleId, evidence.verdict);
      await finishStage(pool, cycleId, 'release', { verdict: stored.verdict, reasonCodes: stored.reason_codes });
      return { verdict: stored.verdict as Verdict, reasonCodes: stored.reason_codes };
    },

    async openRelease(release: { id: string; agent: string; candidateId: string; cycleId: string; needsApproval: boolean }): Promise<{ older: OlderRelease[] }> {
      return storeOpened(pool, release);
    },

    /** Makes the candidate answer, then changes the alias. `promoted: false`: a newer release was faster. */
    async promote(step: ReleaseStep): Promise<{ promoted: boolean }> {
      const { model } = await getCandidate(pool, step.candidateId);
      await serving.deploy(model, { timeoutMs: deployTimeoutMs });
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
