import type { Trigger } from '../cycle/stage.ts';
import type { TriggerConfig } from './config.ts';

/** What the trigger looks at, counted when the cycle starts. */
export type TriggerInput = {
  trigger: Trigger;
  /** Among the last `window` interactions of the agent, rated or not. */
  lowRated: number;
  /** Of these, how many no earlier cycle has used: without a new one, the old alarm has been answered already. */
  newLowRated: number;
  /** How many interactions that window really held. */
  looked: number;
  unclaimed: number;
};

export type TriggerReason = 'retrain' | 'low_rating_rate' | 'new_interactions' | 'below_threshold' | 'no_new_interactions';

/** Whether there is enough to learn from, and why. The detail is for people and holds only numbers. */
export function checkTrigger(input: TriggerInput, config: TriggerConfig): { go: boolean; reason: TriggerReason; detail: string } {
  const answered = input.lowRated > 0 && input.newLowRated === 0 ? ', all of them known to earlier cycles' : '';
  const rated = `${input.lowRated} of the last ${input.looked} interactions rated low (threshold ${config.improvement_threshold})${answered}`;
  if (input.trigger === 'retrain') return { go: true, reason: 'retrain', detail: 'asked for by a person' };
  if (input.unclaimed === 0) return { go: false, reason: 'no_new_interactions', detail: 'nothing new since the last cycle' };
  if (input.lowRated >= config.improvement_threshold && input.newLowRated > 0) return { go: true, reason: 'low_rating_rate', detail: rated };
  const fresh = `${input.unclaimed} interactions new or reopened (threshold ${config.min_new_interactions})`;
  if (input.unclaimed >= config.min_new_interactions) return { go: true, reason: 'new_interactions', detail: fresh };
  return { go: false, reason: 'below_threshold', detail: `${rated}; ${fresh}` };
}
