import { Context } from '@temporalio/activity';
import { getAgent } from '../adapters/store/agents.ts';
import { getCandidate, registerCandidate as storeCandidate } from '../adapters/store/candidates.ts';
import { addCycleCandidate } from '../adapters/store/cycle-candidates.ts';
import { getCycle } from '../adapters/store/cycles.ts';
import { addToLedger } from '../adapters/store/ledger.ts';
import { findAlias } from '../adapters/store/releases.ts';
import { getTrainingJob, intendTraining, storeJobState } from '../adapters/store/training-jobs.ts';
import type { Trainer } from '../adapters/trainers/trainer.ts';
import { milliseconds } from '../core/config/duration.ts';
import { InputError } from '../core/errors/input-error.ts';
import { trainingContentKey } from '../core/training/key.ts';
import type { Hyperparameters } from '../core/tuning/points.ts';
import type { Dependencies } from './dependencies.ts';
import { discardOldTrainings } from './discard-trainings.ts';
import { settleOrder, submitOnce } from './submission.ts';
import { prepareTraining, uploadValidation } from './prepare-training.ts';
import { enterLoss, hasEnded, lookForOrphans, progressOf, storeNewEvents, warnOfDroppedExamples, type TrainingProgress } from './training-progress.ts';

const callTimeoutMs = 30_000;

export function trainActivities({ pool, trainers, serving, priceOf, scratchDir, installationId }: Dependencies) {
  const trainerNamed = (name: string): Trainer => {
    const trainer = trainers[name];
    if (!trainer) throw new InputError({ field: 'train.trainer', found: name, expected: `one of the worker's trainers: ${Object.keys(trainers).join(', ')}` });
    return trainer;
  };
  const options = () => ({ timeoutMs: callTimeoutMs, signal: Context.current().cancellationSignal });

  return {
    /**
     * Writes down that a training of this dataset with these settings is to be bought, so that whoever buys it knows its key
     * before there can be a job to cancel.
     *
     * @param tuned hyperparameters instead of those of the configuration
     */
    async intendTraining(cycleId: string, datasetId: string, force: boolean, tuned?: Hyperparameters): Promise<{ trainingKey: string }> {
      const cycle = await getCycle(pool, cycleId);
      const { train, agent, balance } = (await getAgent(pool, cycle.agent, cycle.agent_version)).config;
      const champion = await findAlias(pool, cycle.agent, 'champion');
      // Incremental training goes on from the model that serves; cumulative training begins at the base.
      const goesOnFrom = champion && balance.strategy === 'incremental' ? await getCandidate(pool, champion.candidateId) : undefined;
      const baseModel = goesOnFrom?.model ?? train.base_model;
      const hyperparameters: Hyperparameters = { ...train.params, ...train.hyperparameters, ...tuned };
      const content = { agent: cycle.agent, datasetId, trainer: train.trainer, baseModel, hyperparameters, seed: train.seed, systemPrompt: agent.champion.system_prompt };
      const intent = {
        content_key: trainingContentKey(content), agent: cycle.agent, cycle_id: cycleId, dataset_id: datasetId,
        trainer: train.trainer, base_model: baseModel, hyperparameters,
      };
      return { trainingKey: (await intendTraining(pool, intent, force)).key };
    },

    /** Makes sure that exactly one job exists at the trainer for this intent. */
    async submitTraining(cycleId: string, trainingKey: string): Promise<void> {
      const cycle = await getCycle(pool, cycleId);
      const { config } = await getAgent(pool, cycle.agent, cycle.agent_version);
      const { train } = config;
      const job = await getTrainingJob(pool, trainingKey);
      const { base_model: baseModel, hyperparameters } = job;
      const trainer = trainerNamed(job.trainer);
      const epochs = hyperparameters['n_epochs'];
      const preparation = { pool, scratchDir, trainer, job, config, epochs: typeof epochs === 'number' ? epochs : ('auto' as const) };
      const installation = await installationId();
      await submitOnce(pool, trainer, {
        job,
        order: { installation, baseModel, hyperparameters, seed: train.seed, suffix: cycle.agent.slice(0, 40) },
        requestTimeoutMs: milliseconds(train.request_timeout),
        lostAnswerWaitMs: milliseconds(train.lost_answer_wait),
        signal: Context.current().cancellationSignal,
        async upload(call) {
          const fileId = await prepareTraining(preparation, call);
          const validationFileId = await uploadValidation(preparation, call);
          return { fileId, ...(validationFileId !== undefined && { validationFileId }) };
        },
      });
      await lookForOrphans(pool, job.trainer, trainer, installation, callTimeoutMs);
      await discardOldTrainings({ pool, serving }, job.trainer, trainer, callTimeoutMs);
    },

    /** One look at the job, its events and metrics; the waiting is the workflow's. */
    async pollTraining(trainingKey: string): Promise<TrainingProgress> {
      const job = await getTrainingJob(pool, trainingKey);
      if (hasEnded(job.status)) return progressOf(pool, job, { status: job.status });
      const trainer = trainerNamed(job.trainer);
      const jobId = job.provider_job_id ?? '';
      const state = await trainer.poll(jobId, options());
      await storeNewEvents(pool, trainer, job, jobId, options());
      if (state.status === 'succeeded') await warnOfDroppedExamples(pool, job, state);
      await storeJobState(pool, trainingKey, state);
      await enterLoss(pool, job, state);
      return progressOf(pool, { ...job, error_code: state.errorCode ?? job.error_code }, state);
    },

    /** Stops paying for what nobody waits for any more, also where it is not known yet whether the order became a job. */
    async cancelTraining(trainingKey: string): Promise<void> {
      const job = await getTrainingJob(pool, trainingKey);
      if (hasEnded(job.status)) return;
      const trainer = trainerNamed(job.trainer);
      const jobId = job.provider_job_id ?? (await settleOrder(pool, trainer, trainingKey, options()));
      if (jobId === undefined) return;
      await trainer.cancel(jobId, options());
      const state = await trainer.poll(jobId, options());
      await storeJobState(pool, trainingKey, state);
      await enterLoss(pool, job, state);
    },

    /**
     * Turns a finished training into a candidate and enters what it cost.
     *
     * @param gated false: a job of a sweep, of which only the best goes before the gate
     */
    async registerCandidate(cycleId: string, trainingKey: string, gated: boolean): Promise<{ candidateId: string; model: string }> {
      const cycle = await getCycle(pool, cycleId);
      const { config } = await getAgent(pool, cycle.agent, cycle.agent_version);
      const job = await getTrainingJob(pool, trainingKey);
      const state = await trainerNamed(job.trainer).poll(job.provider_job_id ?? '', options());
      const model = state.tunedModel ?? job.tuned_model;
      if (!model) throw new Error('a training that succeeded names no model');
      await storeJobState(pool, trainingKey, { ...state, tunedModel: model });
      const price = await priceOf(job.base_model);
      const cost = state.costUsd ?? (state.trainedTokens ?? NaN) * (price?.training ?? NaN);
      await addToLedger(pool, {
        key: `training/${trainingKey}`, agent: cycle.agent, cycleId, stage: 'train', model: job.base_model,
        trainedTokens: state.trainedTokens ?? 0, costUsd: Number.isFinite(cost) ? cost : null,
      });
      const candidateId = await storeCandidate(pool, {
        agent: cycle.agent, model, baseModel: job.base_model, systemPrompt: config.agent.champion.system_prompt || null,
        examples: [], datasetId: job.dataset_id, trainingKey, artefactHash: state.artefact?.hash, cycleId,
      });
      await addCycleCandidate(pool, cycleId, { candidateId, kind: 'training', gated, note: {} });
      return { candidateId, model };
    },
  };
}
