import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { getAgent } from '../adapters/store/agents.ts';
import { getCandidate, registerCandidate as storeCandidate } from '../adapters/store/candidates.ts';
import { finishStage, getCycle } from '../adapters/store/cycles.ts';
import { addToLedger, costOfCycle } from '../adapters/store/ledger.ts';
import { findAlias } from '../adapters/store/releases.ts';
import { getTrainingJob, intendTraining, storeJobState } from '../adapters/store/training-jobs.ts';
import type { JobState, Trainer } from '../adapters/trainers/trainer.ts';
import { milliseconds } from '../core/config/duration.ts';
import type { StageEnd } from '../core/cycle/cycle.ts';
import { InputError } from '../core/errors/input-error.ts';
import { trainingContentKey } from '../core/training/key.ts';
import type { Dependencies } from './dependencies.ts';
import { submitOnce } from './submission.ts';
import { withTrainingFile } from './training-file.ts';

const callTimeoutMs = 30_000;

export function trainActivities({ pool, trainers, priceOf, scratchDir }: Dependencies) {
  const trainerNamed = (name: string): Trainer => {
    const trainer = trainers[name];
    if (!trainer) throw new InputError({ field: 'train.trainer', found: name, expected: `one of the worker's trainers: ${Object.keys(trainers).join(', ')}` });
    return trainer;
  };
  const options = () => ({ timeoutMs: callTimeoutMs, signal: Context.current().cancellationSignal });

  return {
    /** Makes sure that exactly one job exists at the provider for this dataset and these settings. */
    async submitTraining(cycleId: string, datasetId: string, force: boolean): Promise<{ trainingKey: string; end?: StageEnd }> {
      const cycle = await getCycle(pool, cycleId);
      const { train, agent, balance } = (await getAgent(pool, cycle.agent, cycle.agent_version)).config;
      const trainer = trainerNamed(train.trainer);
      const champion = await findAlias(pool, cycle.agent, 'champion');
      // Incremental training goes on from the model that serves; cumulative training begins at the base.
      const serving = champion && balance.strategy === 'incremental' ? await getCandidate(pool, champion.candidateId) : undefined;
      const baseModel = serving?.model ?? train.base_model;
      const systemPrompt = agent.champion.system_prompt;
      const hyperparameters = train.hyperparameters;
      const content = { agent: cycle.agent, datasetId, trainer: train.trainer, baseModel, hyperparameters, seed: train.seed, systemPrompt };
      const job = await intendTraining(
        pool,
        {
          content_key: trainingContentKey(content), agent: cycle.agent, cycle_id: cycleId, dataset_id: datasetId,
          trainer: train.trainer, base_model: baseModel, hyperparameters,
        },
        force,
      );
      const requestTimeoutMs = milliseconds(train.request_timeout);
      await submitOnce(pool, trainer, {
        job,
        order: { baseModel, hyperparameters, seed: train.seed, suffix: cycle.agent.slice(0, 40) },
        requestTimeoutMs,
        lostAnswerWaitMs: milliseconds(train.lost_answer_wait),
        signal: Context.current().cancellationSignal,
        upload: (call) =>
          withTrainingFile({ pool, scratchDir }, { datasetId, systemPrompt, attempt: randomUUID() }, async (file) => {
            const objections = trainer.validate(file);
            if (objections.length > 0) throw new InputError(objections.map((found) => ({ field: 'training file', found, expected: 'a file that the trainer takes' })));
            return trainer.upload(file.path, `${datasetId}.jsonl`, call);
          }),
      });
      return { trainingKey: job.key };
    },

    /** One look at the job; the waiting is the workflow's. */
    async pollTraining(trainingKey: string): Promise<Pick<JobState, 'status'>> {
      const job = await getTrainingJob(pool, trainingKey);
      if (job.status === 'succeeded' || job.status === 'failed' || job.status === 'cancelled') return { status: job.status };
      const state = await trainerNamed(job.trainer).poll(job.provider_job_id ?? '', options());
      await storeJobState(pool, trainingKey, state);
      return { status: state.status };
    },

    /** Stops paying for a job that nobody waits for any more. */
    async cancelTraining(trainingKey: string): Promise<void> {
      const job = await getTrainingJob(pool, trainingKey);
      if (!job.provider_job_id) return;
      const trainer = trainerNamed(job.trainer);
      await trainer.cancel(job.provider_job_id, options());
      await storeJobState(pool, trainingKey, await trainer.poll(job.provider_job_id, options()));
    },

    /** Turns a finished training into a candidate and enters what it cost. */
    async registerCandidate(cycleId: string, trainingKey: string): Promise<{ candidateId: string; model: string; costUsd: number | null; end?: StageEnd }> {
      const cycle = await getCycle(pool, cycleId);
      const { config } = await getAgent(pool, cycle.agent, cycle.agent_version);
      const job = await getTrainingJob(pool, trainingKey);
      const state = await trainerNamed(job.trainer).poll(job.provider_job_id ?? '', options());
      const model = state.tunedModel ?? job.tuned_model;
      if (!model) throw new Error('a training that succeeded names no model');
      await storeJobState(pool, trainingKey, { ...state, tunedModel: model });
      const price = await priceOf(job.base_model);
      const cost = (state.trainedTokens ?? NaN) * (price?.training ?? NaN);
      await addToLedger(pool, {
        key: `training/${trainingKey}`, agent: cycle.agent, cycleId, stage: 'train', model: job.base_model,
        trainedTokens: state.trainedTokens ?? 0, costUsd: Number.isFinite(cost) ? cost : null,
      });
      // A training that an earlier cycle has bought costs this one nothing.
      const paid = await costOfCycle(pool, cycleId, 'train');
      const costUsd = paid.unpriced > 0 ? null : paid.costUsd;
      const candidateId = await storeCandidate(pool, {
        agent: cycle.agent, model, baseModel: job.base_model, systemPrompt: config.agent.champion.system_prompt || null,
        examples: [], datasetId: job.dataset_id, trainingKey, cycleId,
      });
      await finishStage(pool, cycleId, 'train', { candidateId, model, trainedTokens: state.trainedTokens ?? null, costUsd });
      const champion = await findAlias(pool, cycle.agent, 'champion');
      if (champion?.candidateId === candidateId) return { candidateId, model, costUsd, end: { outcome: 'nothing_to_learn', reason: 'same_as_champion' } };
      return { candidateId, model, costUsd };
    },
  };
}
