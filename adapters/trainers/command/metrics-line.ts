/** What a command says of its progress, in the names that trainers commonly use. */
export type Metrics = { step?: number; totalSteps?: number; loss?: number; validLoss?: number; trainedTokens?: number; epochs?: number };

const names: Readonly<Record<keyof Metrics, readonly string[]>> = {
  step: ['step', 'global_step'],
  totalSteps: ['total_steps', 'max_steps'],
  loss: ['loss', 'train_loss'],
  validLoss: ['valid_loss', 'val_loss', 'eval_loss'],
  trainedTokens: ['trained_tokens', 'num_input_tokens_seen'],
  epochs: ['epochs', 'num_train_epochs'],
};

/** A line of stdout as metrics: a JSON object with at least one number that we know; undefined for everything else. */
export function metricsOf(line: string): Metrics | undefined {
  if (!line.trimStart().startsWith('{')) return undefined;
  let row: Record<string, unknown>;
  try {
    row = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  const metrics: Metrics = {};
  for (const [field, known] of Object.entries(names) as [keyof Metrics, readonly string[]][]) {
    const value = known.map((name) => row[name]).find((one) => typeof one === 'number' && Number.isFinite(one));
    if (typeof value === 'number') metrics[field] = value;
  }
  return Object.keys(metrics).length > 0 ? metrics : undefined;
}
