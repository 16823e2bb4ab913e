import { ApplicationFailure } from '@temporalio/common';
import { getCandidate } from '../adapters/store/candidates.ts';
import { addCycleCandidate } from '../adapters/store/cycle-candidates.ts';
import { datasetTokens } from '../adapters/store/datasets.ts';
import { searchAnswers } from '../adapters/store/search-answers.ts';
import { validationQuestions } from '../adapters/store/search-samples.ts';
import { planSweepJobs, sweepJobs, updateSweepJob, type SweepJob, type SweepStatus } from '../adapters/store/sweep-jobs.ts';
import { trainingCurve } from '../adapters/store/training-events.ts';
import { getTrainingJob } from '../adapters/store/training-jobs.ts';
import { estimateTokens } from '../core/balancing/token-estimate.ts';
import { wayId } from '../core/candidate/way-id.ts';
import type { SweepConfig } from '../core/tuning/config.ts';
import { bestOnValidation } from '../core/tuning/best.ts';
import { jobsWithin } from '../core/tuning/budget.ts';
import { hasStalled } from '../core/tuning/early-stop.ts';
import { sweepPoints, type Hyperparameters } from '../core/tuning/points.ts';
import { askSamples, leastValidation, openSearch } from './ask-samples.ts';
import type { Dependencies } from './dependencies.ts';

const deployTimeoutMs = 60_000;

export function sweepActivities(dependencies: Dependencies) {
  const { pool, chat, trainers, serving } = dependencies;
  const job = async (cycleId: string, position: number): Promise<SweepJob> => {
    const found = (await sweepJobs(pool, cycleId))[position];
    if (!found) throw new Error('no such job of the sweep');
    return found;
  };

  return {
    /** Draws the settings and keeps those that fit into the budget, once. */
    async planSweep(cycleId: string, datasetId: string): Promise<{ jobs: number; concurrency: number }> {
      const { config } = await openSearch({ pool }, cycleId);
      const { train } = config;
      const sweep = train.sweep as SweepConfig;
      const tokens = await datasetTokens(pool, datasetId, estimateTokens(config.agent.champion.system_prompt));
      const points = sweepPoints({ ...train.params, ...train.hyperparameters }, sweep);
      const planned = [];
      for (const hyperparameters of points) {
        const epochs = hyperparameters['n_epochs'];
        const estimate = await trainers[train.trainer]?.estimate({ baseModel: train.base_model, tokens, epochs: typeof epochs === 'number' ? epochs : 'auto' });
        planned.push({ hyperparameters, estimateUsd: estimate?.costUsd ?? null });
      }
      const affordable = jobsWithin(planned.map(({ estimateUsd }) => estimateUsd), sweep.max_cost_usd);
      return { jobs: await planSweepJobs(pool, cycleId, planned.slice(0, affordable)), concurrency: sweep.concurrency };
    },

    /** The setting of one job. */
    async sweepPoint(cycleId: string, position: number): Promise<Hyperparameters> {
      return (await job(cycleId, position)).hyperparameters;
    },

    /** Notes where a job stands. */
    async noteSweepJob(cycleId: string, position: number, status: SweepStatus, trainingKey?: string): Promise<void> {
      await updateSweepJob(pool, cycleId, position, { status, ...(trainingKey !== undefined && { trainingKey }) });
    },

    /** Whether a running job has stalled behind another one of the sweep. */
    async watchSweepJob(cycleId: string, position: number): Promise<{ stop: boolean }> {
      const { config } = await openSearch({ pool }, cycleId);
      const { trainingKey } = await job(cycleId, position);
      if (!trainingKey) return { stop: false };
      const losses = (await trainingCurve(pool, trainingKey)).flatMap(({ validLoss }) => validLoss ?? []);
      if (losses.length > 0) await updateSweepJob(pool, cycleId, position, { bestLoss: Math.min(...losses) });
      const others = (await sweepJobs(pool, cycleId)).flatMap((other) => (other.position === position ? [] : (other.bestLoss ?? [])));
      return { stop: hasStalled(losses, others, config.train.sweep?.patience ?? Infinity) };
    },

    /** Asks a job's model the validation questions. */
    async scoreSweepJob(cycleId: string, datasetId: string, position: number, candidateId: string): Promise<{ right: number; asked: number }> {
      const search = await openSearch({ pool }, cycleId);
      const candidate = await getCandidate(pool, candidateId);
      await serving.deploy(candidate.model, { timeoutMs: deployTimeoutMs });
      const questions = await validationQuestions(pool, datasetId, search.config.candidates.validation.max_samples);
      const score = await askSamples({ pool, chat }, search, candidate, questions);
      const { trained_tokens: tokens } = await getTrainingJob(pool, candidate.training_key ?? '');
      const price = (await dependencies.priceOf(candidate.base_model ?? ''))?.training;
      const costUsd = tokens !== null && price !== undefined && Number.isFinite(price) ? tokens * price : null;
      await updateSweepJob(pool, cycleId, position, { status: 'succeeded', candidateId, ...score, costUsd });
      return score;
    },

    /** The best on validation goes before the gate; the others stay registered. */
    async chooseSwept(cycleId: string, datasetId: string): Promise<{ candidateId: string; position: number; right: number; asked: number }> {
      const { config } = await openSearch({ pool }, cycleId);
      const questions = await validationQuestions(pool, datasetId, config.candidates.validation.max_samples);
      const contenders = [];
      for (const { candidateId, ...job } of await sweepJobs(pool, cycleId)) {
        if (candidateId === null) continue;
        const answers = await searchAnswers(pool, wayId(await getCandidate(pool, candidateId)), questions.map(({ id }) => id));
        const right = new Set([...answers.values()].flatMap(({ score, sampleId }) => (score >= 1 ? [sampleId] : [])));
        contenders.push({ ...job, candidateId, right, asked: answers.size });
      }
      // With too little to choose by, the configured setting goes on, or the first that succeeded.
      const best = questions.length < leastValidation ? contenders[0] : bestOnValidation(contenders);
      if (!best) throw ApplicationFailure.nonRetryable('no job of the sweep succeeded', 'sweep_failed');
      const { candidateId, position, asked, hyperparameters } = best;
      const right = best.right.size;
      await addCycleCandidate(pool, cycleId, { candidateId, kind: 'training', gated: true, note: { position, right, asked, hyperparameters, of: contenders.length } });
      return { candidateId, position, right, asked };
    },
  };
}
