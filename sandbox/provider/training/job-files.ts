import type { Example } from '../../student/train.ts';
import type { Job } from '../state/records.ts';
import type { Store } from '../state/store.ts';
import { chatExamplesOf } from './chat-examples.ts';

/** What a job trains on; `tokens` are those of one epoch. */
export type JobFiles = { examples: readonly Example[]; validation: readonly Example[]; tokens: number };
/** Why it cannot. */
export type FileFault = { fault: string; code: string; param: string };

/** Reads and validates the files of a job. */
export async function readJobFiles(store: Store, job: Job): Promise<JobFiles | FileFault> {
  const read = async (id: string, param: string): Promise<ReturnType<typeof chatExamplesOf>> => {
    const content = await store.fileContent(id).catch(() => undefined);
    return content === undefined ? { faults: [`The ${param.replace('_', ' ')} is gone`] } : chatExamplesOf(content.toString('utf8'));
  };
  const refused = (faults: readonly string[], param: string): FileFault => ({
    fault: `${faults.slice(0, 5).join('; ')}${faults.length > 5 ? `; and ${faults.length - 5} more` : ''}`,
    code: `invalid_${param}`,
    param,
  });
  const training = await read(job.training_file, 'training_file');
  if ('faults' in training) return refused(training.faults, 'training_file');
  if (job.validation_file === null) return { ...training, validation: [] };
  const validation = await read(job.validation_file, 'validation_file');
  if ('faults' in validation) return refused(validation.faults, 'validation_file');
  return { ...training, validation: validation.examples };
}
