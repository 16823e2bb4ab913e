import type { HttpBindings } from '@hono/node-server';
import type { Faults } from './faults.ts';
import type { Judge } from './judge/judge.ts';
import type { LoadedModels } from './models/loaded-models.ts';
import type { Store } from './state/store.ts';
import type { Runner } from './training/runner.ts';

/** What the routes share. */
export type Provider = {
  store: Store;
  faults: Faults;
  models: LoadedModels;
  runner: Runner;
  judge: Judge;
  /** Chat calls answered, by model, since the process started. */
  chatCalls: Map<string, number>;
};

export type Env = { Bindings: HttpBindings };
