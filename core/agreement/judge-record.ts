import type { AnnotateConfig } from '../annotation/config.ts';
import { contentHash } from '../identity/content-hash.ts';

/** A judge as it is measured: whatever changes its verdicts makes another one, and trust begins anew. */
export type JudgeRecord = { id: string; model: string; promptVersion: string; settings: Readonly<Record<string, unknown>> };

/** The record of the judge that a configuration names, asked with a version of the prompt. */
export function judgeRecord(config: Pick<AnnotateConfig, 'judge' | 'error_types' | 'intents' | 'max_prompt_chars' | 'run_for_tiers' | 'pii_review'>, promptVersion: string): JudgeRecord {
  const { judge: model, error_types, intents, max_prompt_chars, run_for_tiers, pii_review } = config;
  const settings = { error_types, intents, max_prompt_chars, run_for_tiers, pii_review };
  return { id: `j-${contentHash('judge', model, promptVersion, settings).slice(0, 16)}`, model, promptVersion, settings };
}
