import type { AnalysisReportInput, CohortFigures, Distribution, WorstCase } from '../../core/report/analysis-input.ts';
import { shareOf } from '../../core/figures/share.ts';
import type { Language } from '../../core/signals/reason-text.ts';

const models = ['qwen3-max', 'gpt-5.2-mini', 'deepseek-v4', 'support-agent:ft-2026-03-11'];
const dates = ['2026-03-08', '2026-03-09', '2026-03-10', '2026-03-11', '2026-03-12'];

/** Ten thousand rows of four models: one of them is worse than the others, one became worse. */
export const reportInput = (language: Language): AnalysisReportInput => ({
  language,
  createdAt: '2026-03-13T06:00:00Z',
  sources: [
    { name: 'logs/2026-03-08.jsonl', rows: 4988, rejected: 12 },
    { name: 'logs/2026-03-09.jsonl.gz', rows: 5012, rejected: 0 },
  ],
  rows: 10_000,
  rejected: 12,
  rejectReasons: [
    { reason: 'invalid_json', count: 9 },
    { reason: 'row_too_large', count: 3 },
  ],
  seconds: 1.42,
  tiers: { high_precision: shareOf(312, 10_000), watchlist: shareOf(1204, 10_000), none: shareOf(8484, 10_000) },
  sessions: { count: 3120, tiers: { high_precision: shareOf(281, 3120), watchlist: shareOf(830, 3120), none: shareOf(2009, 3120) } },
  signals: [
    { code: 'tool_message_error_pattern', role: 'primary', share: shareOf(402, 6210), high: 402 },
    { code: 'low_tool_success_ratio', role: 'primary', share: shareOf(377, 4100), high: 0 },
    { code: 'high_token_usage', role: 'primary', share: shareOf(498, 9990), high: 0 },
    { code: 'high_latency_ms', role: 'primary', share: shareOf(470, 9400), high: 0 },
    { code: 'user_feedback_low', role: 'primary', share: shareOf(212, 880), high: 140 },
    { code: 'llm_reply_quality_eval_low', role: 'structured', share: shareOf(33, 400), high: 12 },
    { code: 'negative_sentiment_label_hint', role: 'appendix', share: shareOf(61, 400), high: 0 },
    { code: 'high_perplexity', role: 'appendix', share: shareOf(0, 0), high: 0 },
  ],
  cohorts: models.flatMap((model, kind) => dates.map((date, day) => cohort(model, date, kind, day))),
  distributions: [tokens, latency],
  tools: [
    { name: 'search_flights', success: 2210, fail: 190, unknown: 14, failures: shareOf(190, 2400) },
    { name: 'book_reservation', success: 480, fail: 161, unknown: 0, failures: shareOf(161, 641) },
    { name: 'send_certificate', success: 0, fail: 1, unknown: 0, failures: shareOf(1, 1) },
    { name: 'think', success: 0, fail: 0, unknown: 912, failures: shareOf(0, 0) },
    { name: 'get_user_details', success: 3900, fail: 21, unknown: 3, failures: shareOf(21, 3921) },
  ],
  redactions: [
    { category: 'EMAIL', count: 5120, rows: 3301, fields: [{ field: 'messages[].content', count: 4800 }, { field: 'response_choices[].message.content', count: 320 }] },
    { category: 'PHONE', count: 912, rows: 700, fields: [{ field: 'messages[].content', count: 912 }] },
    { category: 'SECRET', count: 14, rows: 14, fields: [{ field: 'messages[].tool_calls[].function.arguments', count: 14 }] },
  ],
  worst: worst.map((one, index) => ({ ...one, line: 120 + index * 377 })),
});

function cohort(model: string, date: string, kind: number, day: number): CohortFigures {
  const rows = [900, 600, 400, 100][kind]!;
  const rate = [0.1, 0.26, 0.12 + day * 0.05, 0.15][kind]!;
  const suspicious = Math.round(rows * rate);
  const high = Math.round(suspicious / 5);
  return {
    model,
    date,
    rows,
    highPrecision: shareOf(high, rows),
    watchlist: shareOf(suspicious - high, rows),
    suspicious: shareOf(suspicious, rows),
    toolFailures: shareOf(Math.round(rows * rate * 0.3), rows),
    tokens: { p50: 1810 + kind * 300, p90: 6100 + day * 210 },
    latencyMs: { p50: 2400 + kind * 900, p90: 9100 + day * 400 },
    topSignals: ['high_token_usage', 'tool_message_error_pattern'],
  };
}

/** Bins of equal width on a log scale around a peak. */
function bell(first: number, factor: number, count: number, peak: number): Distribution['bins'] {
  return Array.from({ length: count }, (_, index) => ({
    from: first * factor ** index,
    to: first * factor ** (index + 1),
    count: Math.round(1200 * Math.exp(-(((index - peak) / 5) ** 2))),
  }));
}

const tokens: Distribution = {
  measure: 'total_tokens',
  count: 9990,
  missing: 10,
  quantiles: { p50: 2010, p90: 6420, p95: 9033, max: 151_202 },
  bins: bell(10, 1.3, 40, 20),
  scale: 'log',
  thresholds: [
    { value: 9033, model: null, source: 'calibrated' },
    { value: 12_400, model: 'gpt-5.2-mini', source: 'calibrated' },
    { value: 20_000, model: 'deepseek-v4', source: 'configured' },
  ],
};

const latency: Distribution = {
  measure: 'latency_ms',
  count: 9400,
  missing: 600,
  quantiles: { p50: 2900, p90: 9300, p95: 14_100, max: 181_000 },
  bins: Array.from({ length: 30 }, (_, index) => ({ from: index * 1000, to: (index + 1) * 1000, count: Math.round(2600 * Math.exp(-index / 4) * Math.min(1, index / 2 + 0.2)) })),
  scale: 'linear',
  thresholds: [{ value: 14_100, model: null, source: 'calibrated' }],
};

const worst: Omit<WorstCase, 'line'>[] = [
  {
    source: 'logs/2026-03-08.jsonl',
    id: 'req_0a81',
    tier: 'high_precision',
    model: 'gpt-5.2-mini',
    date: '2026-03-11',
    signals: [
      { code: 'user_feedback_low', weight: 'high', evidence: [{ field: 'rating', value: 1, limit: 2 }] },
      { code: 'tool_message_error_pattern', weight: 'high', evidence: [{ field: 'meta.tool_fail_count', value: 3, limit: 2 }, { field: 'meta.primary_tool_type', value: 'book_reservation' }] },
    ],
    headline: null,
    excerpt: [
      { role: 'user', text: '请帮我把明天的航班改签到后天，我的邮箱是 [EMAIL]。' },
      { role: 'assistant', text: '[Tool calls: book_reservation]' },
      { role: 'tool', text: '{"error": "payment method not found"}' },
      { role: 'assistant', text: '已经为您改签成功，祝您旅途愉快！' },
    ],
    similar: 41,
  },
  {
    source: 'logs/2026-03-09.jsonl.gz',
    id: null,
    tier: 'watchlist',
    model: 'deepseek-v4',
    date: null,
    signals: [{ code: 'high_latency_ms', weight: 'medium', evidence: [{ field: 'meta.agent_total_cost_time_ms', value: 88_000, limit: 14_100 }] }],
    headline: 'The agent searched nine times for the same flight',
    excerpt: [
      { role: 'user', text: 'Which flights leave for Boston before nine? '.repeat(60) },
      { role: 'assistant', text: '' },
    ],
    similar: 1,
  },
];
