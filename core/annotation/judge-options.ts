import type { JudgeOptions } from './annotate-one.ts';
import type { AnnotateConfig } from './config.ts';
import type { Tier } from '../signals/tier.ts';

/**
 * How the configuration wants a judge to be asked.
 *
 * @param knownIntents of the verified samples; where the configuration names the intents itself, those are all there are
 */
export const judgeOptions = (config: AnnotateConfig, knownIntents: readonly string[] = []): JudgeOptions => ({
  errorTypes: config.error_types,
  intents: config.intents.length > 0 ? config.intents : knownIntents,
  intentsClosed: config.intents.length > 0,
  language: config.preferred_output_lang,
  maxChars: config.max_prompt_chars,
  structuredOutput: config.structured_output,
});

/** Whether the judge is also asked why. */
export const wantsInsight = (config: Pick<AnnotateConfig, 'run_for_tiers'>, tier: Tier): boolean => config.run_for_tiers?.includes(tier) ?? true;
