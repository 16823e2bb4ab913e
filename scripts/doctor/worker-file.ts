import { InputError } from '../../core/errors/input-error.ts';
import { readWorkerConfig } from '../../worker/configuration.ts';
import { misconfigured, ok } from './finding.ts';
import type { Check } from './finding.ts';

/** The file that says where a worker trains and serves; none is needed. */
export const workerFile: Check = {
  name: 'Worker file',
  look: async ({ env }) => {
    if (!env['FLYWHEEL_WORKER_CONFIG']) return ok('none, and none is needed: models are trained and served at the provider');
    try {
      const { trainers, serving } = await readWorkerConfig(env);
      const targets = Object.keys(serving);
      return ok(`trainers ${['openai', ...Object.keys(trainers)].join(', ')}; served at ${['the provider', ...targets].join(', ')}`);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return misconfigured(error.message.split('\n')[0] ?? '', 'mend the file, or unset FLYWHEEL_WORKER_CONFIG');
    }
  },
};
