import { getCandidate } from '../adapters/store/candidates.ts';
import { cycleCandidates, type CandidateKind } from '../adapters/store/cycle-candidates.ts';
import { finishStage } from '../adapters/store/cycles.ts';
import { costOfCycle } from '../adapters/store/ledger.ts';
import { badClusters, storeRemedies } from '../adapters/store/remedies.ts';
import { getTrainingJob } from '../adapters/store/training-jobs.ts';
import { noTrainer } from '../core/config/candidate-faults.ts';
import type { StageEnd } from '../core/cycle/cycle.ts';
import { advise } from '../core/remedies/advise.ts';
import { openSearch } from './ask-samples.ts';
import type { Dependencies } from './dependencies.ts';

/** What a cycle tries. */
export type CandidatePlan = { training: boolean; sweep: boolean; prompt: boolean; routing: boolean; clusters: number; end?: StageEnd };

/** A way that could not be gone, by its code. */
export type FailedWay = { kind: CandidateKind; reason: string };

export function candidateActivities({ pool }: Pick<Dependencies, 'pool'>) {
  return {
    /** Says of every cluster of bad cases what would help, and decides what the cycle tries. */
    async planCandidates(cycleId: string, always: boolean): Promise<CandidatePlan> {
      const { config } = await openSearch({ pool }, cycleId);
      const { choose, prompt, routing } = config.candidates;
      const means = { training: config.train.trainer !== noTrainer, prompt: prompt !== undefined, routing: routing !== undefined };
      const advised = advise(await badClusters(pool, cycleId), means);
      await storeRemedies(pool, cycleId, advised);
      const wanted = new Set(advised.map(({ remedy }) => remedy));
      const tried = (kind: CandidateKind): boolean => means[kind] && (always || choose === 'configured' || wanted.has(kind));
      const plan = { training: tried('training'), sweep: config.train.sweep !== undefined, prompt: tried('prompt'), routing: tried('routing'), clusters: advised.length };
      if (plan.training || plan.prompt || plan.routing) return plan;
      await finishStage(pool, cycleId, 'train', { candidateId: null });
      return { ...plan, end: { outcome: 'nothing_to_learn', reason: 'nothing_asked_for' } };
    },

    /** What goes before the gate: everything that was made but the champion itself. */
    async finishCandidates(cycleId: string, failed: FailedWay[]): Promise<{ candidateIds: string[]; model: string | null; costUsd: number | null; end?: StageEnd }> {
      const { champion } = await openSearch({ pool }, cycleId);
      const made = await cycleCandidates(pool, cycleId);
      const gated = made.filter((one) => one.gated);
      const candidateIds = gated.map(({ candidateId }) => candidateId).filter((id) => id !== champion.id);
      const shown = candidateIds[0] ?? gated[0]?.candidateId;
      const candidate = shown === undefined ? undefined : await getCandidate(pool, shown);
      const job = candidate?.training_key ? await getTrainingJob(pool, candidate.training_key) : undefined;
      // A training that an earlier cycle has bought costs this one nothing.
      const paid = await costOfCycle(pool, cycleId, 'train');
      const costUsd = paid.unpriced > 0 ? null : paid.costUsd;
      await finishStage(pool, cycleId, 'train', {
        candidateId: shown ?? null, model: candidate?.model ?? null, trainedTokens: job?.trained_tokens ?? null, costUsd,
        ...(made.length > 1 && { made: made.length, gated: candidateIds.length }),
        ...(failed.length > 0 && { failed: failed.map(({ kind, reason }) => `${kind} (${reason})`) }),
      });
      const reason = gated.length > 0 ? 'same_as_champion' : (failed[0]?.reason ?? 'no_better_candidate');
      return {
        candidateIds, model: candidate?.model ?? null, costUsd,
        ...(candidateIds.length === 0 && { end: { outcome: 'nothing_to_learn', reason } as const }),
      };
    },
  };
}
