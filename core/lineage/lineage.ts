/** How many, by name; most frequent first, equal ones by name. */
export type Counts = { name: string; count: number }[];

/** A sample of a dataset and where it comes from; texts stay in the store. */
export type LineageSample = {
  id: string;
  origin: string;
  copies: number;
  weight: number;
  intent: string;
  paraphraseOf: string | null;
  /** Key of the interaction; null for imported samples. */
  interaction: string | null;
  /** Model and prompt version of the judge whose verdict made it a sample. */
  judge: string | null;
  /** Of a corrected reply: a judge's or a user's. */
  correction: string | null;
  /** Labels of people on its interaction. */
  labels: number;
};

export type DatasetLineage = {
  id: string;
  cycle: string;
  rows: number;
  /** Rows that an erasure has taken out since. */
  erasedRows: number;
  taintedAt: Date | null;
  heldOut: number;
  origins: Counts;
  judges: Counts;
  corrections: Counts;
  interactions: { count: number; users: number; sessions: number; from: Date | null; to: Date | null };
  samples: LineageSample[];
};

export type TrainingLineage = {
  key: string;
  trainer: string;
  status: string;
  baseModel: string;
  job: string | null;
  hyperparameters: Record<string, unknown>;
  /** The trainer's ids; those that an erasure has removed are gone. */
  files: string[];
  artefact: { path: string; hash: string } | null;
  costUsd: number | null;
};

export type CandidateLineage = {
  id: string;
  agent: string;
  kind: string | null;
  model: string;
  baseModel: string | null;
  /** Of the candidate whose model the training went on from. */
  goesOnFrom: string[];
  promptHash: string | null;
  examples: number;
  routingRules: number;
  /** Version of the code that answers as the candidate says. */
  answeringVersion: number;
  /** Version and commit of the program that registered it. */
  codeVersion: string | null;
  cycle: string | null;
  createdAt: Date;
  rolledBackAt: Date | null;
  taintedAt: Date | null;
  erasedParts: number;
  training: TrainingLineage | null;
  dataset: DatasetLineage | null;
  verdicts: { cycle: string; verdict: string; suite: string }[];
  audit: { at: Date; action: string; by: string }[];
};

/** Where an exchange, or all of a user's, went. */
export type SubjectLineage = {
  interactions: { agent: string; count: number; from: Date | null; to: Date | null }[];
  feedback: number;
  annotations: number;
  samples: Counts;
  cases: { suite: string; cases: number }[];
  datasets: { id: string; agent: string; cycle: string; samples: number; heldOut: number }[];
  trainings: { key: string; trainer: string; status: string; model: string | null; dataset: string }[];
  candidates: { id: string; agent: string; model: string; dataset: string | null; serves: string | null; taintedAt: Date | null }[];
};
