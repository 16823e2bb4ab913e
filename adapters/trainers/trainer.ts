/** What a training is bought from. `key` identifies it for ever: the trainer stores it with the job. */
export type TrainingOrder = {
  key: string;
  /** Whose job it is: stands beside the key, so that an installation tells its own jobs from another one's of the same account. */
  installation: string;
  baseModel: string;
  fileId: string;
  /** Watches the training; undefined where nothing was held out. */
  validationFileId?: string;
  hyperparameters: Readonly<Record<string, number | string | boolean>>;
  seed: number;
  /** Shows up in the tuned model's name. */
  suffix: string;
};

/** `moderated`: the trainer refuses what is in the file; the same file would be refused again. */
export type TrainingStatus = 'running' | 'succeeded' | 'failed' | 'cancelled' | 'moderated';

export type JobState = {
  jobId: string;
  /** States that we do not know are `running`: a trainer may add some at any time. */
  status: TrainingStatus;
  /** The trainer's own word. */
  providerStatus: string;
  tunedModel?: string;
  trainedTokens?: number;
  /** Passes over the file, where the trainer says how many it makes. */
  epochs?: number;
  estimatedFinish?: Date;
  /** The trainer's error code, never its message. */
  errorCode?: string;
  /** USD, where the trainer itself says so. */
  costUsd?: number;
  /** What it left, where that lies on a machine of ours: its folder and the hash of all that is in it. */
  artefact?: { path: string; hash: string };
};

/** `id` is the trainer's own; `message` may hold a user's words: it goes to the store and nowhere else. */
export type TrainingEvent = { id: string; at: Date; message: string; step?: number; totalSteps?: number; loss?: number; validLoss?: number };

export type CallOptions = { timeoutMs: number; signal?: AbortSignal };

/** What was found out about a file while it was written. */
export type FileFacts = { rows: number; bytes: number; tokens: number; longestTokens: number };

/** What a trainer has against an order, or warns of, before anything is paid. Codes and numbers; never a text of the file. */
export type Objection = { code: string; found: string; expected: string; final: boolean };

export type EstimateQuestion = {
  baseModel: string;
  /** Of one epoch. */
  tokens: number;
  epochs: number | 'auto';
  /** How fast earlier jobs of this trainer and model went, tokens of all epochs a second. */
  tokensPerSecond?: number;
};

/** USD and seconds; null where not known. */
export type Estimate = { costUsd: number | null; seconds: number | null };

/** How long what jobs have left stays: so many days after they ended, and the latest of each agent whatever their age. */
export type Retention = { days: number; latest: number };

/** A job with our mark, however it came to be. */
export type MarkedJob = { jobId: string; key: string; status: TrainingStatus };

/** A place where models are trained. Every method may throw a `ProviderError`. */
export type Trainer = {
  /** What its files look like. `rows`: each row's weight is passed on with it; `copies`: it knows none, weights become copies. */
  file: { weights: 'rows' | 'copies'; contextTokens: number };
  /** Undefined: what lies there is not ours to remove. */
  retention?: Retention;
  /** Everything against this file and base model, before anything is uploaded; warnings are not `final`. */
  validate(file: FileFacts, order: { baseModel: string; allowExpiring: boolean; at: Date }, options: CallOptions): Promise<Objection[]>;
  estimate(question: EstimateQuestion): Promise<Estimate>;
  /** Free of charge and harmless to repeat; returns the trainer's file id. */
  upload(path: string, name: string, options: CallOptions): Promise<string>;
  /** Harmless when the file is gone. */
  removeFile(fileId: string, options: CallOptions): Promise<void>;
  /** Every file that was uploaded under one of these names, also those whose ids nobody could note any more. */
  filesNamed(names: readonly string[], options: CallOptions): Promise<string[]>;
  /** Removes what a job that has ended wrote beside its model and what may quote its file: logs. */
  removeTraces(jobId: string, options: CallOptions): Promise<void>;
  /**
   * Removes all that a job which has ended has left: its model, its logs. Harmless when that is gone.
   *
   * @returns false: it is still there, since the job runs or is not this trainer's to remove
   */
  discard(jobId: string, options: CallOptions): Promise<boolean>;
  /** Buys one training. Never retried by anything but the caller, who looks with `adopt` first. */
  submit(order: TrainingOrder, options: CallOptions): Promise<JobState>;
  /** The job of this order, if the trainer has one. */
  adopt(order: Pick<TrainingOrder, 'key' | 'fileId'>, options: CallOptions): Promise<JobState | undefined>;
  poll(jobId: string, options: CallOptions): Promise<JobState>;
  /** What came after the event `since`, oldest first; some may come twice. */
  events(jobId: string, since: string | undefined, options: CallOptions): Promise<TrainingEvent[]>;
  /** Harmless on a job that has ended. */
  cancel(jobId: string, options: CallOptions): Promise<void>;
  /** The latest jobs that carry the installation's mark. */
  marked(installation: string, options: CallOptions): Promise<MarkedJob[]>;
};
