import type { Chat } from '../adapters/llm/chat.ts';
import type { MeteredChat } from '../adapters/llm/metered-chat.ts';
import type { PriceOf } from '../adapters/llm/prices.ts';
import type { Serving } from '../adapters/serving/router.ts';
import type { Pool } from '../adapters/store/database.ts';
import type { Webhook } from '../adapters/webhook/open-webhook.ts';
import type { Trainer } from '../adapters/trainers/trainer.ts';

/** Everything that the activities reach of the outside world; built in one place, `worker/dependencies.ts`. */
export type Dependencies = {
  pool: Pool;
  /** At the pace that all workers share. */
  chat: Chat;
  /** The same for calls that a budget pays: kept, entered in the ledger, and paid once. */
  metered: MeteredChat;
  priceOf: PriceOf;
  /** By the name that an agent's configuration uses. */
  trainers: Readonly<Record<string, Trainer>>;
  serving: Serving;
  /** Whether a run still goes on, as Temporal sees it. */
  isRunOpen: (workflowId: string, runId: string) => Promise<boolean>;
  /** Public keys of the people whose decisions count as authenticated, by their names. */
  approvers: Readonly<Record<string, string>>;
  /** Who is told of releases, where anybody is. */
  webhook?: Webhook;
  /** Folder for training files on their way to a provider. */
  scratchDir: string;
  /** Names this installation in the metadata of its jobs. */
  installationId: () => Promise<string>;
};
