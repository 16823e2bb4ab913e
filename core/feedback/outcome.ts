import type { Feedback } from '../interaction/feedback.ts';
import type { FeedbackConfig } from './config.ts';

/** Whether a late outcome speaks for or against the reply; undefined where its name is not listed or its value says neither. */
export function outcomeSays({ name, value }: NonNullable<Feedback['outcome']>, { bad_outcomes, good_outcomes }: Pick<FeedbackConfig, 'bad_outcomes' | 'good_outcomes'>): 'good' | 'bad' | undefined {
  const happened = didHappen(value);
  if (happened === undefined) return undefined;
  if (bad_outcomes.includes(name)) return happened ? 'bad' : 'good';
  if (good_outcomes.includes(name)) return happened ? 'good' : 'bad';
  return undefined;
}

function didHappen(value: number | string | boolean): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value > 0;
  if (/^(?:true|yes|y|1)$/i.test(value.trim())) return true;
  return /^(?:false|no|n|0)$/i.test(value.trim()) ? false : undefined;
}
