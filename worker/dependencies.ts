import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { openChat, openClient } from '../adapters/llm/chat.ts';
import { publishedPrices } from '../adapters/llm/prices.ts';
import { openAiServing } from '../adapters/serving/openai.ts';
import { openPool } from '../adapters/store/database.ts';
import { isRunOpen } from '../adapters/temporal/runs.ts';
import { trainers } from '../adapters/trainers/index.ts';
import type { Dependencies } from '../activities/dependencies.ts';
import type { Settings } from '../core/config/settings.ts';

/** The only place where adapters are built. */
export function createDependencies(settings: Settings, temporal: Client): Dependencies {
  const client = openClient({ baseUrl: settings.openAiBaseUrl, apiKey: settings.openAiApiKey });
  const priceOf = publishedPrices(client);
  return {
    pool: openPool(settings.databaseUrl, settings.databaseConnections),
    chat: openChat(client, priceOf),
    priceOf,
    trainers: Object.fromEntries(Object.entries(trainers).map(([name, create]) => [name, create({ client, priceOf })])),
    serving: openAiServing(client),
    isRunOpen: (workflowId, runId) => isRunOpen(temporal, workflowId, runId),
    scratchDir: join(tmpdir(), 'flywheel-training-files'),
  };
}
