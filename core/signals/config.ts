import { z } from 'zod';

export const collectSchema = z.strictObject({
  low_rating: z.int().min(1).max(4).default(2).describe('a rating of at most this is low (1-5 scale); 2 keeps the neutral 3 out'),
});
export type CollectConfig = z.infer<typeof collectSchema>;

export const triggerSchema = z.strictObject({
  improvement_threshold: z
    .int()
    .min(1)
    .default(10)
    .describe('low-rated interactions among the last `window` that start an improvement; 10 of 50 is far above the noise of ratings'),
  window: z.int().min(1).default(50).describe('how many of the latest interactions are looked at, rated or not'),
  min_new_interactions: z
    .int()
    .min(1)
    .default(200)
    .describe('this many interactions that no cycle has used start one too: unrated traffic also teaches'),
});
export type TriggerConfig = z.infer<typeof triggerSchema>;

const share = z.number().min(0).max(1);

/** `analyze.signals`: when a signal fires and what it takes for a tier. */
export const signalsSchema = z.strictObject({
  min_tool_fail_count_for_signal: z.int().min(1).default(2).describe('failed tool results that are a signal; agents recover from a single one'),
  min_tool_rounds_for_ratio_signal: z.int().min(1).default(2).describe('below this many judged tool results a success ratio says nothing'),
  max_tool_success_ratio_for_signal: share.default(0.499).describe('a success ratio of at most this is low: most calls failed'),
  min_query_length_for_trivial_response: z.int().min(0).default(80).describe('characters of a question that deserves more than a trivial reply'),
  max_trivial_response_length: z.int().min(0).default(20).describe('characters of a reply that is trivial after such a question'),
  max_total_tokens: z.number().min(0).optional().describe('tokens of one row above which they are many; without it the calibration decides'),
  max_latency_ms: z.number().min(0).optional().describe('milliseconds above which a reply is slow; without it the calibration decides'),
  signal_on_high_perplexity: z.boolean().default(false).describe('needs a perplexity in the log; off, since it depends on the model that measured it'),
  min_perplexity_for_signal: z.number().min(0).optional().describe('perplexity from which text looks broken; without it the calibration, else 800'),
  max_low_llm_score: share.default(0.28).describe('a judge score (0 to 1) of at most this is low'),
  max_very_low_llm_score: share.default(0.24).describe('at most this, with the advice to discard, is a strong signal'),
  llm_analysis_discard_must_be_strict: z.boolean().default(true).describe('a low agent score counts only with the advice to discard'),
  llm_text_quality_discard_must_be_strict: z.boolean().default(true).describe('a low reply score counts only with the advice to discard'),
  signal_on_negative_sentiment_hint: z.boolean().default(true).describe('a negative mood of the user is a hint; it stands last in reports'),
  signal_hard_query_poor_reply: z.boolean().default(true).describe('a hard question with a poor reply is a signal'),
  min_difficulty_for_hard_query: share.default(0.72).describe('a difficulty from which a question is hard'),
  max_quality_for_hard_query: share.default(0.36).describe('a reply score of at most this is poor after a hard question'),
  signal_on_low_dialog_quality_meta: z.boolean().default(true).describe('low axes of the dialogue are a signal'),
  max_dialog_axis_for_signal: z.number().min(1).max(5).default(2).describe('an axis (1 to 5) of at most this is low'),
  min_low_dialog_axes_for_signal: z.int().min(1).max(9).default(1).describe('low axes that are a signal'),
  signal_on_retry: z.boolean().default(true).describe('a user who asks the same again was not helped'),
  min_retry_similarity: z.number().min(0.3).max(1).default(0.6).describe('shared character triples (Jaccard) from which a question is the same in other words'),
  signal_on_abandonment: z.boolean().default(true).describe('a session that ends on an error was given up'),
  high_precision_on_tool_fail_alone: z.boolean().default(false).describe('failed tools alone make a strong suspicion; else they are worth a look'),
  min_medium_signals_for_watchlist: z.int().min(1).default(1).describe('medium signals that are worth a look'),
  auto_calibrate_thresholds: z.boolean().default(true).describe('use a calibration for tokens, latency and perplexity where one is given'),
  calibration_json_path: z.string().min(1).optional().describe('the calibration.json of an earlier analysis, beside this file'),
  calibration_percentile: z.enum(['p90', 'p95']).default('p95').describe('what is beyond the usual; p95 marks one row in twenty'),
  calibration_min_rows: z.int().min(1).default(100).describe('rows of a model from which its percentiles hold; below it those of all rows'),
  calibration_manual_overrides_auto: z.boolean().default(true).describe('limits written here win over calibrated ones'),
});
export type SignalsConfig = z.infer<typeof signalsSchema>;
