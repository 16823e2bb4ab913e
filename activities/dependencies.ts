import type { Chat } from '../adapters/llm/chat.ts';
import type { PriceOf } from '../adapters/llm/prices.ts';
import type { ServingTarget } from '../adapters/serving/serving-target.ts';
import type { Pool } from '../adapters/store/database.ts';
import type { Trainer } from '../adapters/trainers/trainer.ts';

/** Everything that the activities reach of the outside world; built in one place, `worker/dependencies.ts`. */
export type Dependencies = {
  pool: Pool;
  chat: Chat;
  priceOf: PriceOf;
  /** By the name that an agent's configuration uses. */
  trainers: Readonly<Record<string, Trainer>>;
  serving: ServingTarget;
  /** Whether a run still goes on, as Temporal sees it. */
  isRunOpen: (workflowId: string, runId: string) => Promise<boolean>;
  /** Folder for training files on their way to a provider. */
  scratchDir: string;
};
