import { setTimeout as sleep } from 'node:timers/promises';
import { defaultEpochs, defaultSmoothing } from '../../student/train.ts';
import type { Faults } from '../faults.ts';
import { requireModel } from '../models/catalogue.ts';
import type { Job, JobRecord } from '../state/records.ts';
import type { Store } from '../state/store.ts';
import { readJobFiles } from './job-files.ts';
import { type JobLog, now } from './job-log.ts';
import { startTraining } from './start-training.ts';

/** A training of 10,000 examples takes about this long. */
const usualSeconds = 4;

/**
 * Takes one job from the validation of its files to its end. Throws when `signal` stops it, and leaves the job's status
 * then to whoever did.
 */
export async function runJob(
  { store, faults, log }: { store: Store; faults: Faults; log: JobLog },
  record: JobRecord,
  signal: AbortSignal,
): Promise<void> {
  const { job } = record;
  const files = await readJobFiles(store, job);
  signal.throwIfAborted();
  if ('fault' in files) return log.fail(record, files.code, files.fault, files.param);
  const call = { path: '/v1/fine_tuning/jobs', model: job.model };
  // OpenAI's own words, and its code: it has none for this alone.
  if (faults.take('moderate_training', call))
    return log.fail(record, 'invalid_training_file', 'The job failed due to an unsafe training file: it was blocked by our moderation system.', 'training_file');
  await log.change(record, { status: 'queued' }, { message: 'Files validated, moving job to queued state' });
  signal.throwIfAborted();
  await log.change(record, { status: 'running', estimated_finish: now() + usualSeconds }, { message: 'Fine-tuning job started' });
  const paused = faults.take('pause_training_seconds', call);
  if (paused) {
    await log.change(record, { status: 'paused' }, { message: 'Fine-tuning job paused' });
    await sleep(paused.amount * 1_000, undefined, { signal });
    await log.change(record, { status: 'running' }, { message: 'Fine-tuning job resumed' });
  }
  const slow = faults.take('slow_training_seconds', call);
  if (slow) await sleep(slow.amount * 1_000, undefined, { signal });
  signal.throwIfAborted();
  if (faults.take('fail_training', call)) return log.fail(record, 'training_failed', 'The training failed, as it was asked to.');

  const pause = faults.take('slow_epoch_ms', call);
  const base = requireModel(store, job.model);
  const acted = acting(job);
  const { epochs } = acted;
  const dropped = faults.take('drop_examples', call)?.share ?? 0;
  const kept = files.examples.slice(0, Math.ceil(files.examples.length * (1 - dropped)));
  const training = startTraining(
    {
      from: base.jobId === undefined ? { base: base.size } : { file: store.modelPath(base.jobId) },
      examples: kept,
      validation: files.validation,
      options: { seed: job.seed, ...acted },
      out: store.modelPath(job.id),
      ...(pause && { pauseMs: pause.amount }),
    },
    ({ epoch, loss, accuracy, validation }) => {
      if (signal.aborted) return;
      const data = {
        step: epoch, total_steps: epochs, train_loss: loss, train_mean_token_accuracy: accuracy,
        ...(validation && { valid_loss: validation.loss, valid_mean_token_accuracy: validation.accuracy }),
      };
      const message = `Step ${epoch}/${epochs}: training loss=${loss.toFixed(4)}${validation ? `, validation loss=${validation.loss.toFixed(4)}` : ''}`;
      // Not waited for: the store writes in order, and the last change, which is awaited, holds all events.
      log.change(record, {}, { type: 'metrics', message, data }).catch(() => undefined);
    },
  );
  signal.addEventListener('abort', () => void training.stop(), { once: true });
  const { validationAccuracy } = await training.finished;
  signal.throwIfAborted();
  if (validationAccuracy !== null) {
    const data = { step: epochs, full_valid_mean_token_accuracy: validationAccuracy };
    await log.change(record, {}, { type: 'metrics', message: `Validation accuracy=${validationAccuracy.toFixed(4)}`, data });
    signal.throwIfAborted();
  }
  await log.change(
    record,
    {
      status: 'succeeded',
      finished_at: now(),
      estimated_finish: null,
      fine_tuned_model: tunedName(job),
      trained_tokens: Math.round((files.tokens * epochs * kept.length) / files.examples.length),
      hyperparameters: {
        n_epochs: epochs, batch_size: 1, learning_rate_multiplier: acted.learningRate,
        l2: acted.l2, dropout: acted.dropout, label_smoothing: acted.labelSmoothing,
      },
    },
    { message: 'The job has successfully completed' },
  );
}

/** What "auto" stands for. */
function acting({ hyperparameters: { n_epochs, learning_rate_multiplier, l2, dropout, label_smoothing } }: Job) {
  const given = (value: number | 'auto' | undefined, usual: number): number => (value === undefined || value === 'auto' ? usual : value);
  return {
    epochs: given(n_epochs, defaultEpochs),
    learningRate: given(learning_rate_multiplier, 1),
    labelSmoothing: given(label_smoothing, defaultSmoothing),
    l2: given(l2, 0),
    dropout: given(dropout, 0),
  };
}

/** `ft:sandbox-large:SUFFIX:ID`; the base stays the same when a tuned model is tuned further. */
function tunedName({ id, model, suffix }: Job): string {
  const base = model.startsWith('ft:') ? model.split(':')[1] : model;
  return `ft:${base}:${suffix ?? ''}:${id.replace('ftjob-', '')}`;
}
