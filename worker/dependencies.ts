import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { openPool } from '../adapters/store/database.ts';
import { installationId } from '../adapters/store/installation.ts';
import { artefactOf } from '../adapters/store/training-jobs.ts';
import { openWebhook } from '../adapters/webhook/open-webhook.ts';
import { isRunOpen } from '../adapters/temporal/runs.ts';
import type { Dependencies } from '../activities/dependencies.ts';
import type { Settings } from '../core/config/settings.ts';
import { defaultWorkerConfig } from './configuration.ts';
import { buildModels } from './models.ts';
import { paidCalls } from './paid-calls.ts';

/** The only place where adapters are built. */
export function createDependencies(settings: Settings, temporal: Client, config = defaultWorkerConfig, env: NodeJS.ProcessEnv = process.env): Dependencies {
  const pool = openPool(settings.databaseUrl, settings.databaseConnections);
  return {
    pool,
    ...paidCalls(pool, buildModels(settings, config, env, (model) => artefactOf(pool, model)), { limits: config.limits, provider: settings.openAiBaseUrl ?? 'openai' }),
    isRunOpen: (workflowId, runId) => isRunOpen(temporal, workflowId, runId),
    scratchDir: join(tmpdir(), 'flywheel-training-files'),
    approvers: config.approvers,
    ...(config.webhook && { webhook: openWebhook({ url: config.webhook.url, secret: env[config.webhook.secret_env] ?? '' }) }),
    installationId: () => installationId(pool),
  };
}
