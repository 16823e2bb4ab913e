import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signalsSchema } from '../core/signals/config.ts';
import { detectSignals } from '../core/signals/detect.ts';
import { unknownFacts, type SignalFacts } from '../core/signals/facts.ts';
import { limitsFor } from '../core/signals/limits.ts';
import { tierOf, tiers } from '../core/signals/tier.ts';
import { signalTable } from '../core/signals/table/index.ts';

const defaults = signalsSchema.parse({});
const run = (facts: Partial<SignalFacts>, config: Partial<typeof defaults> = {}) => {
  const all = { ...defaults, ...config };
  const signals = detectSignals({ ...unknownFacts, ...facts }, all, limitsFor(null, all, null));
  return { codes: signals.map(({ code, weight }) => `${code} ${weight}`), signals, tier: tierOf(signals, all) };
};

describe('each signal at its limit', () => {
  test.each<[string, Partial<SignalFacts>, Partial<SignalFacts>, Partial<typeof defaults>?]>([
    ['tool_message_error_pattern high', { toolFail: 2, toolSuccess: 9 }, { toolFail: 1, toolSuccess: 9 }],
    ['low_tool_success_ratio medium', { toolFail: 2, toolSuccess: 1 }, { toolFail: 1, toolSuccess: 1 }],
    ['suspect_empty_or_trivial_final_response medium', { queryLength: 80, responseLength: 20 }, { queryLength: 80, responseLength: 21 }],
    ['suspect_empty_or_trivial_final_response medium', { queryLength: 80, responseLength: 20 }, { queryLength: 79, responseLength: 20 }],
    ['empty_reply high', { queryLength: 5 }, { queryLength: 5, responseLength: 1 }],
    ['empty_reply high', { queryLength: 5 }, { queryLength: 5, responseLength: null }],
    ['high_token_usage medium', { totalTokens: 101 }, { totalTokens: 100 }, { max_total_tokens: 100 }],
    ['high_latency_ms medium', { latencyMs: 101 }, { latencyMs: 100 }, { max_latency_ms: 100 }],
    ['llm_agent_analysis_eval_low medium', { analysis: { score: 0.28, recommendation: 'discard' } }, { analysis: { score: 0.29, recommendation: 'discard' } }],
    ['llm_agent_analysis_eval_low high', { analysis: { score: 0.24, recommendation: 'discard' } }, { analysis: { score: 0.2, recommendation: 'keep' } }],
    ['llm_agent_analysis_eval_low medium', { analysis: { score: 0.2, recommendation: 'review' } }, { analysis: { score: 0.3, recommendation: 'review' } }, { llm_analysis_discard_must_be_strict: false }],
    ['llm_reply_quality_eval_low high', { quality: { score: 0.1, recommendation: 'discard' } }, { quality: { score: 0.1, recommendation: null } }],
    ['negative_sentiment_label_hint medium', { sentiments: ['中性', '负面'] }, { sentiments: ['非负面', 'non-negative', 'not negative', '无负面情绪'] }],
    ['high_perplexity medium', { perplexity: 800 }, { perplexity: 799 }, { signal_on_high_perplexity: true }],
    ['hard_query_low_reply_quality_conjunction medium', { difficulty: 0.72, quality: { score: 0.36, recommendation: null } }, { difficulty: 0.71, quality: { score: 0.36, recommendation: null } }],
    ['dialog_turn_quality_meta_low medium', { axes: { a: 5, b: 2 } }, { axes: { a: 5, b: 3 } }],
    ['user_feedback_low medium', { rating: 2 }, { rating: 3 }],
    ['user_feedback_low high', { thumbs: 'down', hasFeedbackText: true }, { thumbs: 'up', hasFeedbackText: true }],
    ['user_retry_or_rephrase medium', { askedAgain: true }, { askedAgain: false }],
    ['user_abandoned medium', { endedOnError: true }, { endedOnError: null }],
  ])('%s', (signal, fires, quiet, config) => {
    expect(run(fires, config).codes).toContain(signal);
    expect(run(quiet, config).codes).not.toContain(signal);
  });

  test('perplexity is off by default, and a failed judge fires nothing', () => {
    expect(run({ perplexity: 9_999 }).codes).toEqual([]);
    expect(run({ analysis: null, quality: null, difficulty: 1 }).codes).toEqual([]);
  });

  test('every signal names its fields with their values and limits', () => {
    const { signals } = run({ toolFail: 3, toolSuccess: 1 });
    expect(signals[0]?.detail).toBe('tool_fail_count=3 (limit 2)');
    expect(signals[1]?.detail).toBe('tool_success_ratio=0.25 (limit 0.499); tool_fail_count=3');
  });

  test('a recommendation that is no recommendation never reaches the evidence', () => {
    const { signals } = run({ quality: { score: 0, recommendation: 'call 138-0013-8000' } }, { llm_text_quality_discard_must_be_strict: false });
    expect(JSON.stringify(signals)).not.toContain('138');
  });

  test('hints stand last', () => {
    const { signals } = run({ sentiments: ['negative'], rating: 1, axes: { a: 1 } });
    expect(signals.map(({ role }) => role)).toEqual(['primary', 'structured', 'appendix']);
  });
});

describe('tiers', () => {
  test('a judge or a user decides alone, a tool does not unless it may', () => {
    expect(run({ quality: { score: 0.1, recommendation: 'discard' } }).tier).toBe('high_precision');
    expect(run({ rating: 1, hasFeedbackText: true }).tier).toBe('high_precision');
    expect(run({ toolFail: 2 }).tier).toBe('watchlist');
    expect(run({ toolFail: 2 }, { high_precision_on_tool_fail_alone: true }).tier).toBe('high_precision');
  });

  test('a failing tool beside a low verdict ranks as high as the verdict alone', () => {
    expect(run({ toolFail: 2, toolSuccess: 9, quality: { score: 0.1, recommendation: 'discard' } }).tier).toBe('high_precision');
  });

  test('min_medium_signals_for_watchlist counts', () => {
    const two = { min_medium_signals_for_watchlist: 2 };
    expect(run({ rating: 2 }).tier).toBe('watchlist');
    expect(run({ rating: 2 }, two).tier).toBe('none');
    expect(run({ rating: 2, axes: { a: 1 } }, two).tier).toBe('watchlist');
  });

  test('adding evidence never lowers a tier', () => {
    const signal = fc.record({ code: fc.constantFrom(...signalTable.map(({ code }) => code)), weight: fc.constantFrom('high' as const, 'medium' as const) });
    fc.assert(
      fc.property(fc.array(signal, { maxLength: 6 }), signal, fc.boolean(), fc.integer({ min: 1, max: 4 }), (some, more, alone, least) => {
        const config = { ...defaults, high_precision_on_tool_fail_alone: alone, min_medium_signals_for_watchlist: least };
        expect(tiers.indexOf(tierOf([...some, more], config))).toBeLessThanOrEqual(tiers.indexOf(tierOf(some, config)));
      }),
      { numRuns: 2_000 },
    );
  });
});
