import type { BalanceConfig } from '../balancing/config.ts';
import type { CandidatesConfig } from '../candidate/config.ts';
import type { TrainConfig } from '../training/config.ts';

type Sections = { balance: BalanceConfig; train: TrainConfig; candidates: CandidatesConfig };

/** The trainer that trains nothing. */
export const noTrainer = 'none';

/** What the sections about candidates ask of each other. */
export function candidateFaults({ balance, train, candidates }: Sections): { path: string[]; message: string }[] {
  const { prompt, routing } = candidates;
  const faults: { path: string[]; message: string }[] = [];
  const searching = [train.sweep && 'train.sweep', prompt && 'candidates.prompt', routing && 'candidates.routing'].filter(Boolean);
  if (searching.length > 0 && balance.val_share === 0) {
    faults.push({ path: ['balance', 'val_share'], message: `above 0, e.g. .1: ${searching.join(', ')} choose${searching.length === 1 ? 's' : ''} by what was held out` });
  }
  if (train.trainer !== noTrainer) return faults;
  if (!prompt && !routing) faults.push({ path: ['train', 'trainer'], message: 'a trainer; none needs candidates.prompt or candidates.routing, or a cycle makes nothing' });
  if (train.sweep) faults.push({ path: ['train', 'sweep'], message: 'nothing here with trainer: none' });
  if (prompt?.model === 'trained') faults.push({ path: ['candidates', 'prompt', 'model'], message: 'champion or the name of a model with trainer: none' });
  if (routing && [...routing.models, routing.larger].includes('trained')) {
    faults.push({ path: ['candidates', 'routing'], message: 'champion or names of models with trainer: none' });
  }
  return faults;
}
