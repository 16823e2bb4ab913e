import type { OpenAI } from 'openai';
import type { JobState, TrainingEvent, TrainingOrder } from './trainer.ts';

/** Where the key stands in the job's metadata: how a job is found again after a lost answer. */
export const keyName = 'flywheel_key';
export const installationName = 'flywheel_installation';

type Job = OpenAI.FineTuning.FineTuningJob;
type Event = OpenAI.FineTuning.FineTuningJobEvent;

export function toJob(order: TrainingOrder): OpenAI.FineTuning.JobCreateParams {
  return {
    model: order.baseModel,
    training_file: order.fileId,
    ...(order.validationFileId !== undefined && { validation_file: order.validationFileId }),
    seed: order.seed,
    suffix: order.suffix,
    // Wider than OpenAI's own three: other providers have more, and refuse what they do not know.
    method: { type: 'supervised', supervised: { hyperparameters: order.hyperparameters } },
    metadata: { [keyName]: order.key, [installationName]: order.installation },
  };
}

export function toState(job: Job): JobState {
  // What was asked for stands in one place, what "auto" came to perhaps only in the other.
  const epochs = [job.hyperparameters?.n_epochs, job.method?.supervised?.hyperparameters?.n_epochs].find((value) => typeof value === 'number');
  return {
    jobId: job.id,
    status: statusOf(job),
    providerStatus: job.status,
    ...(job.fine_tuned_model && { tunedModel: job.fine_tuned_model }),
    ...(typeof job.trained_tokens === 'number' && { trainedTokens: job.trained_tokens }),
    ...(typeof epochs === 'number' && { epochs }),
    ...(typeof job.estimated_finish === 'number' && { estimatedFinish: new Date(job.estimated_finish * 1_000) }),
    ...(job.error?.code && { errorCode: job.error.code }),
  };
}

function statusOf(job: Job): JobState['status'] {
  if (job.status === 'failed') return moderated(job) ? 'moderated' : 'failed';
  return job.status === 'succeeded' || job.status === 'cancelled' ? job.status : 'running';
}

/** There is no status for it: OpenAI fails the job as `invalid_training_file` and names its moderation in the words alone. */
const moderated = ({ error }: Job): boolean => /moderation|unsafe|usage polic|safety/i.test(`${error?.code ?? ''} ${error?.message ?? ''}`);

export function toEvent(event: Event): TrainingEvent {
  const data = (event.data ?? {}) as Record<string, unknown>;
  const number = (...names: string[]): number | undefined => names.map((name) => data[name]).find((value) => typeof value === 'number');
  const [step, totalSteps, loss, validLoss] = [number('step'), number('total_steps'), number('train_loss'), number('full_valid_loss', 'valid_loss')];
  return {
    id: event.id,
    at: new Date(event.created_at * 1_000),
    message: event.message,
    ...(step !== undefined && { step }),
    ...(totalSteps !== undefined && { totalSteps }),
    ...(loss !== undefined && { loss }),
    ...(validLoss !== undefined && { validLoss }),
  };
}
