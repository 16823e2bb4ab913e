/** The six stages, in the order in which a cycle runs them. */
export const stages = ['collect', 'annotate', 'balance', 'train', 'evaluate', 'release'] as const;
export type Stage = (typeof stages)[number];

/** What started a cycle. A `retrain` trains even where the trigger says that there is too little to learn from. */
export const triggers = ['schedule', 'run', 'retrain'] as const;
export type Trigger = (typeof triggers)[number];
