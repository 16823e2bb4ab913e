import { loadModel } from '../../student/model-file.ts';
import { type StudentModel, untrainedModel } from '../../student/model.ts';
import type { Store } from '../state/store.ts';
import type { ModelEntry } from './catalogue.ts';

export type LoadedModels = (entry: ModelEntry) => Promise<StudentModel>;

const mostLoaded = 8;

/** Keeps the models last used in memory (some 10 MB each at 77 replies) and reads the others when they are asked for. */
export function loadedModels(store: Store): LoadedModels {
  const loaded = new Map<string, Promise<StudentModel>>();
  return ({ id, size, jobId }) => {
    if (jobId === undefined) return Promise.resolve(untrainedModel(size));
    const model = loaded.get(id) ?? loadModel(store.modelPath(jobId));
    // Put last again: the first of the map is the one not used for longest.
    loaded.delete(id);
    loaded.set(id, model);
    model.catch(() => loaded.delete(id));
    if (loaded.size > mostLoaded) loaded.delete(loaded.keys().next().value!);
    return model;
  };
}
