import { flywheelSchema, type FlywheelConfig } from '../../core/config/flywheel.ts';
import type { World } from './world.ts';

/** The agent's flywheel.yaml: the defaults, with waits that suit a provider that trains in seconds and no person to ask. */
export function demoConfig(agent: string, world: World, model: string, baseModel: string): FlywheelConfig {
  return flywheelSchema.parse({
    agent: { name: agent, champion: { model, system_prompt: world.systemPrompt } },
    schedule: { every: '24h' },
    annotate: { judge: 'sandbox-judge', budget_per_cycle: world.budget },
    ...(world.answersWithLabels && { analyze: { signals: { max_trivial_response_length: 0 } } }),
    train: { base_model: baseModel, poll_from: '250ms', poll_to: '2s' },
    release: { approval: 'automatic' },
  });
}

/** What an impatient person might try: go on training the champion on the newest rows alone, without replaying old ones. */
export const withoutReplay = (config: FlywheelConfig): FlywheelConfig => ({
  ...config,
  balance: { ...config.balance, strategy: 'incremental', new_sample_ratio: [0, 1] },
  train: { ...config.train, hyperparameters: { ...config.train.hyperparameters, n_epochs: 50, learning_rate_multiplier: 10 } },
});
