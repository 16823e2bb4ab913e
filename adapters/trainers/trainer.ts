/** What a training is bought from. `key` identifies it for ever: the provider stores it with the job. */
export type TrainingOrder = {
  key: string;
  baseModel: string;
  fileId: string;
  hyperparameters: Readonly<Record<string, number | 'auto'>>;
  seed: number;
  /** Shows up in the tuned model's name. */
  suffix: string;
};

export type JobState = {
  jobId: string;
  /** States that we do not know are `running`: a provider may add some at any time. */
  status: 'running' | 'succeeded' | 'failed' | 'cancelled';
  /** The provider's own word. */
  providerStatus: string;
  tunedModel?: string;
  trainedTokens?: number;
  /** The provider's error code, never its message. */
  errorCode?: string;
};

export type TrainingEvent = { at: Date; step?: number; loss?: number; message: string };

export type CallOptions = { timeoutMs: number; signal?: AbortSignal };

/** A place where models are trained. Every method may throw a `ProviderError`. */
export type Trainer = {
  /** The trainer's own objections to a training file, before anything is uploaded; empty when there are none. */
  validate(file: { rows: number; bytes: number }): string[];
  /** USD; null when the price is unknown. */
  estimate(order: { baseModel: string; tokens: number; epochs: number | 'auto' }): Promise<number | null>;
  /** Free of charge and harmless to repeat; returns the provider's file id. */
  upload(path: string, name: string, options: CallOptions): Promise<string>;
  /** Buys one training. Never retried by anything but the caller, who looks with `adopt` first. */
  submit(order: TrainingOrder, options: CallOptions): Promise<JobState>;
  /** The job that carries this key, if the provider has one. */
  adopt(key: string, options: CallOptions): Promise<JobState | undefined>;
  poll(jobId: string, options: CallOptions): Promise<JobState>;
  events(jobId: string, options: CallOptions): Promise<TrainingEvent[]>;
  /** Harmless on a job that has ended. */
  cancel(jobId: string, options: CallOptions): Promise<void>;
};
