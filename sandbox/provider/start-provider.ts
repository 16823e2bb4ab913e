import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { providerApp } from './app.ts';
import { openFaults } from './faults.ts';
import { openJudge } from './judge/judge.ts';
import { openOracle } from './judge/oracle.ts';
import { loadedModels } from './models/loaded-models.ts';
import { openStore } from './state/store.ts';
import { startRunner } from './training/runner.ts';

export type ProviderOptions = {
  /** Folder of its files, jobs and models; made when missing. One provider has it at a time. */
  dir: string;
  /** 0, the default: any free port. */
  port?: number;
  /** Loopback by default; the API has no other protection than its key. */
  host?: string;
  /** Undefined: every caller is let in. */
  apiKey?: string;
  /** Share of texts on which the judge is wrong, 0 to 1; .05 by default. */
  judgeNoise?: number;
  judgeSeed?: number;
};

export type RunningProvider = {
  /** What OPENAI_BASE_URL wants, e.g. `http://127.0.0.1:8090/v1`. */
  url: string;
  close(): Promise<void>;
};

/**
 * Starts the sandbox provider: a stand-in for a real one that speaks the OpenAI HTTP API, with a small text classifier
 * in the place of the language model. It truly learns from the files it is given, and from nothing else.
 * Jobs that a former process left unfinished start again.
 */
export async function startProvider(options: ProviderOptions): Promise<RunningProvider> {
  const { dir, port = 0, host = '127.0.0.1', apiKey, judgeNoise = 0.05, judgeSeed = 1 } = options;
  const store = await openStore(dir);
  const faults = openFaults();
  const oracle = openOracle(store);
  const judge = openJudge(oracle, { noise: judgeNoise, seed: judgeSeed });
  const runner = startRunner(store, faults);
  const provider = { store, faults, runner, judge, models: loadedModels(store), chatCalls: new Map<string, number>() };
  const server = createAdaptorServer({ fetch: providerApp(provider, apiKey).fetch }) as Server;
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  } catch (error) {
    await runner.close();
    throw error;
  }
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}/v1`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([closed, runner.close(), oracle.close()]);
    },
  };
}
