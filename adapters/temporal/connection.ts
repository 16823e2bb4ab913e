import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';

export type TemporalConfig = { connectionOptions: ConnectionOptions; namespace: string };

/** Address, namespace, TLS and API key from `TEMPORAL_*` variables and the user's Temporal profile. */
export function temporalConfig(env: NodeJS.ProcessEnv): TemporalConfig {
  const variables = Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
  const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars: variables });
  return { connectionOptions: connectionOptions as ConnectionOptions, namespace: namespace ?? 'default' };
}

/** Fails within `timeoutMs` instead of retrying for ever: a command must say that Temporal is out of reach. */
export async function connectTemporal(config: TemporalConfig, timeoutMs = 5_000): Promise<Client> {
  const connection = await Connection.connect({ ...config.connectionOptions, connectTimeout: timeoutMs });
  return new Client({ connection, namespace: config.namespace });
}
