import { connectTemporal, temporalConfig } from '../../adapters/temporal/connection.ts';
import { searchAttributes } from '../../adapters/temporal/search-attributes.ts';
import { misconfigured, nothingRuns, ok, unreachable, warn, why } from './finding.ts';
import type { Check } from './finding.ts';

/** gRPC: NOT_FOUND, PERMISSION_DENIED, UNAUTHENTICATED. */
const [notFound, denied, unauthenticated] = [5, 7, 16];

export const temporal: Check = {
  name: 'Temporal',
  look: async ({ env, source }) => {
    if (source === 'nowhere') return nothingRuns('TEMPORAL_ADDRESS');
    const config = temporalConfig(env);
    const address = config.connectionOptions.address ?? 'localhost:7233';
    const place = `${address}, namespace ${config.namespace}`;
    let client;
    try {
      client = await connectTemporal(config, 2_500);
    } catch (error) {
      return unreachable(`${address} does not answer (${why(error)})`, 'check TEMPORAL_ADDRESS, TLS and the network, or start npx flywheel dev');
    }
    try {
      const { namespace } = config;
      await client.workflowService.describeNamespace({ namespace });
      const { customAttributes } = await client.connection.operatorService.listSearchAttributes({ namespace });
      const missing = searchAttributes.filter((name) => !(name in (customAttributes ?? {})));
      let schedules = 0;
      for await (const _ of client.schedule.list()) schedules += 1;
      if (missing.length > 0) {
        return warn(`${place}; search attributes missing: ${missing.join(', ')}`, 'a worker creates them when it starts; it needs the right to');
      }
      return ok(`${place}; ${schedules} ${schedules === 1 ? 'schedule' : 'schedules'}`);
    } catch (error) {
      const { code } = error as { code?: number };
      if (code === notFound) return misconfigured(`${address} has no namespace ${config.namespace}`, 'create it, or set TEMPORAL_NAMESPACE');
      if (code === denied || code === unauthenticated) return misconfigured(`${place} refuses us`, 'check TEMPORAL_API_KEY or the client certificate');
      return unreachable(`${place} answers with an error (${why(error)})`, 'look at the server');
    } finally {
      await client.connection.close();
    }
  },
};
