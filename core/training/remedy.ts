const otherWays = 'prompt candidates and routing candidates need no trainer (`train.trainer: none`), and a command trainer runs on a machine of yours: docs/trainers.md';

const remedies: Readonly<Record<string, string>> = {
  training_forbidden: `this organisation may not train at this provider, and asking again will not change it; ${otherWays}`,
  training_moderated: `the provider's moderation refuses what is in the training file; the same file would be refused again: look at the dataset (\`npx flywheel dataset show\`), or train elsewhere; ${otherWays}`,
  training_over_budget: 'the estimate is above train.max_cost_usd: raise it, or make the dataset smaller with balance.target_size',
  training_price_unknown: 'no price is published for this base model and train.unknown_price is refuse',
  training_file_invalid: 'the file would be refused, or its rows dropped: the failure names codes and lines',
  base_model_gone: `the provider has shut the base model down: name another train.base_model; ${otherWays}`,
  base_model_expiring: `the provider shuts the base model down soon, and what is tuned on it: name another train.base_model, or set train.allow_expiring; ${otherWays}`,
  trainer_not_here: 'this worker does not have the job\'s folder; another one does: share the folder, or run one worker for this trainer',
  model_not_served: 'the model was trained, but nothing serves it: look at the serving target in the worker\'s configuration',
  training_lost: 'the supervisor of the command died without a word (a reboot, a container that was stopped): the next cycle trains anew',
};

/** What a person can do about the reason for which a training did not come to its end; undefined where nobody knows better. */
export const remedyOf = (code: string): string | undefined => remedies[code];
