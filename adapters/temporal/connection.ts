import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig, type ClientConnectConfig } from '@temporalio/envconfig';

export type TemporalConfig = { connectionOptions: ClientConnectConfig['connectionOptions']; namespace: string };

/** Address, namespace, TLS and API key from `TEMPORAL_*` variables and the user's Temporal profile. */
export function temporalConfig(env: NodeJS.ProcessEnv): TemporalConfig {
  const variables = Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
  const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars: variables });
  return { connectionOptions, namespace: namespace ?? 'default' };
}

/** A client that knows its connection as what it is: the operator's services are not on the interface. */
export type TemporalClient = Client & { readonly connection: Connection };

/** Fails within `timeoutMs` instead of retrying for ever: a command must say that Temporal is out of reach. */
export async function connectTemporal(config: TemporalConfig, timeoutMs = 5_000): Promise<TemporalClient> {
  const connection = await Connection.connect({ ...config.connectionOptions, connectTimeout: timeoutMs });
  return new Client({ connection, namespace: config.namespace }) as TemporalClient;
}
