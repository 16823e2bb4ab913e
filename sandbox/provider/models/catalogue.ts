import type { StudentSize } from '../../student/size.ts';
import { refusal } from '../refuse.ts';
import { byCreation } from '../state/records.ts';
import type { Store } from '../state/store.ts';

export const judgeModel = 'sandbox-judge';
export const writerModel = 'sandbox-writer';

/** USD per million tokens. Invented, with the proportions of real price lists: large over small, the judge dearest, tuned over base. */
const prices = {
  small: { prompt: 0.1, completion: 0.4, training: 1 },
  large: { prompt: 0.4, completion: 1.6, training: 5 },
  judge: { prompt: 2.5, completion: 10, training: undefined },
  writer: { prompt: 0.4, completion: 1.6, training: undefined },
};
const tunedSurcharge = 1.5;

export type ModelEntry = {
  id: string;
  created: number;
  kind: 'student' | 'judge' | 'writer';
  size: StudentSize;
  /** The job that made it; undefined for a base model. */
  jobId: string | undefined;
  pricing: { prompt: string; completion: string; training?: string };
};

const perToken = (perMillion: number): string => (perMillion / 1_000_000).toFixed(10).replace(/0+$/, '');

function pricing(kind: keyof typeof prices, tuned: boolean): ModelEntry['pricing'] {
  const { prompt, completion, training } = prices[kind];
  const factor = tuned ? tunedSurcharge : 1;
  return {
    prompt: perToken(prompt * factor),
    completion: perToken(completion * factor),
    ...(training !== undefined && { training: perToken(training) }),
  };
}

/** The base model of a student's size; undefined for anything else. */
export function baseSizeOf(model: string): StudentSize | undefined {
  if (model === 'sandbox-small') return 'small';
  return model === 'sandbox-large' ? 'large' : undefined;
}

/** Every model there is, base models first, then tuned ones, oldest first. */
export function modelEntries(store: Store): ModelEntry[] {
  const created = 1_735_689_600;
  const base: ModelEntry[] = (['small', 'large'] as const).map((size) => ({
    id: `sandbox-${size}`,
    created,
    kind: 'student',
    size,
    jobId: undefined,
    pricing: pricing(size, false),
  }));
  const judge: ModelEntry = {
    id: judgeModel,
    created,
    kind: 'judge',
    size: 'large',
    jobId: undefined,
    pricing: pricing('judge', false),
  };
  const writer: ModelEntry = { ...judge, id: writerModel, kind: 'writer', pricing: pricing('writer', false) };
  const tuned = [...store.jobs.values()]
    .sort(byCreation)
    .flatMap(({ job }): ModelEntry[] => {
      if (job.status !== 'succeeded' || job.fine_tuned_model === null) return [];
      const size = baseSizeOf(job.fine_tuned_model.split(':')[1] ?? '') ?? 'large';
      const created = job.finished_at ?? job.created_at;
      return [{ id: job.fine_tuned_model, created, kind: 'student', size, jobId: job.id, pricing: pricing(size, true) }];
    });
  return [...base, judge, writer, ...tuned];
}

/** The model of that name, or a 404 as OpenAI gives it. */
export function requireModel(store: Store, id: string): ModelEntry {
  const found = modelEntries(store).find((entry) => entry.id === id);
  if (!found) throw refusal(404, 'model_not_found', `The model \`${id}\` does not exist.`, { param: 'model' });
  return found;
}
