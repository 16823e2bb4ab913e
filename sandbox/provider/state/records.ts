import { z } from 'zod';

export const fileSchema = z.object({
  id: z.string(),
  object: z.literal('file'),
  bytes: z.number(),
  created_at: z.number(),
  filename: z.string(),
  purpose: z.literal('fine-tune'),
  status: z.enum(['processed', 'error']),
  status_details: z.string().optional(),
});
export type FileRecord = z.infer<typeof fileSchema>;

export const hyperparametersSchema = z.strictObject({
  n_epochs: z.union([z.literal('auto'), z.int().min(1).max(50)]).default('auto'),
  /** Accepted and reported; the student takes its examples one at a time whatever stands here. */
  batch_size: z.union([z.literal('auto'), z.int().min(1)]).default('auto'),
  learning_rate_multiplier: z.union([z.literal('auto'), z.number().positive().max(10)]).default('auto'),
  /** The student's own: weight decay, share of features that a step does not see, share of the target that goes to all replies. */
  l2: z.union([z.literal('auto'), z.number().min(0).max(1)]).optional(),
  dropout: z.union([z.literal('auto'), z.number().min(0).max(0.9)]).optional(),
  label_smoothing: z.union([z.literal('auto'), z.number().min(0).max(0.9)]).optional(),
});

export const jobStatuses = ['validating_files', 'queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled'] as const;

export const jobSchema = z.object({
  id: z.string(),
  object: z.literal('fine_tuning.job'),
  created_at: z.number(),
  estimated_finish: z.number().nullable(),
  finished_at: z.number().nullable(),
  model: z.string(),
  fine_tuned_model: z.string().nullable(),
  organization_id: z.string(),
  status: z.enum(jobStatuses),
  training_file: z.string(),
  validation_file: z.string().nullable(),
  result_files: z.array(z.string()),
  trained_tokens: z.number().nullable(),
  error: z.object({ code: z.string(), message: z.string(), param: z.string().nullable() }).nullable(),
  hyperparameters: hyperparametersSchema,
  method: z.object({ type: z.literal('supervised'), supervised: z.object({ hyperparameters: hyperparametersSchema }) }),
  seed: z.number(),
  suffix: z.string().nullable(),
  metadata: z.record(z.string(), z.string()).nullable(),
});
export type Job = z.infer<typeof jobSchema>;

export const eventSchema = z.object({
  id: z.string(),
  object: z.literal('fine_tuning.job.event'),
  created_at: z.number(),
  level: z.enum(['info', 'warn', 'error']),
  type: z.enum(['message', 'metrics']),
  message: z.string(),
  data: z.record(z.string(), z.number()).nullable(),
});
export type JobEvent = z.infer<typeof eventSchema>;

/** A job and its events, oldest first: one file on disk. The time in milliseconds orders the jobs of one second. */
export const jobRecordSchema = z.object({ job: jobSchema, events: z.array(eventSchema), createdMs: z.number() });
export type JobRecord = z.infer<typeof jobRecordSchema>;

export const answerSchema = z.object({ prompt: z.string(), reply: z.string(), intent: z.string() });
export type Answer = z.infer<typeof answerSchema>;

/** Oldest first. */
export const byCreation = (a: JobRecord, b: JobRecord): number => a.createdMs - b.createdMs || (a.job.id < b.job.id ? -1 : 1);

export const hasEnded = ({ status }: Job): boolean => ['succeeded', 'failed', 'cancelled'].includes(status);
