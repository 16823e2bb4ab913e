import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calibrationOf } from '../core/cohorts/calibrate.ts';
import { cohortsCsv } from '../core/cohorts/csv.ts';
import { binsOf } from '../core/cohorts/bins.ts';
import type { MarkedRow } from '../core/cohorts/marked-row.ts';
import { addToTally, emptyTally, mergeTally } from '../core/cohorts/tally.ts';
import { addValue, createValueCounts, mergeValues, percentiles } from '../core/cohorts/value-counts.ts';
import { diverseCases, emptyWorst, kindOf, mergeWorst, offerCase, rankOf, replaceCase, withdrawCase, type Case } from '../core/cohorts/worst.ts';
import { signalsSchema } from '../core/signals/config.ts';
import { unknownFacts } from '../core/signals/facts.ts';
import { limitsFor } from '../core/signals/limits.ts';

const valuesOf = (numbers: readonly number[]) => {
  const values = createValueCounts();
  for (const number of numbers) addValue(values, number);
  return values;
};
const row = (more: Partial<MarkedRow> & { model?: string | null; tokens?: number } = {}): MarkedRow => ({
  facts: { ...unknownFacts, totalTokens: more.tokens ?? null, toolFail: 1, toolSuccess: 3 }, signals: [], applicable: [], tier: 'none',
  groups: { model: more.model ?? 'm', pt: '20260101', intent: null, tool: null }, promptTokens: null, completionTokens: null, turns: 1, tools: [], redactions: [], ...more,
});

describe('percentiles', () => {
  test('interpolate between ranks as numpy does by default', () => {
    // numpy.percentile([15, 20, 35, 40, 50], [0, 40, 90, 95, 100])
    expect(percentiles(valuesOf([50, 15, 40, 20, 35]), [0, 40, 90, 95, 100])).toEqual([15, 29, 46, 48, 50]);
    expect(percentiles(valuesOf([]), [50])).toBeNull();
  });

  test('stay within half a percent where values are too many to keep apart, in any order and split', () => {
    const numbers = Array.from({ length: 30_000 }, (_, index) => 1 + ((index * 7_919) % 30_011));
    const whole = valuesOf(numbers);
    const merged = valuesOf(numbers.slice(20_000));
    mergeValues(merged, valuesOf(numbers.slice(0, 3_000).reverse()));
    mergeValues(merged, valuesOf(numbers.slice(3_000, 20_000)));
    expect(new Map([...merged.counts].sort(([a], [b]) => a - b))).toEqual(new Map([...whole.counts].sort(([a], [b]) => a - b)));
    expect(whole.counts.size).toBeLessThan(10_000);
    const sorted = numbers.toSorted((a, b) => a - b);
    for (const percent of [5, 50, 90, 95]) {
      const exact = sorted[Math.round(((sorted.length - 1) * percent) / 100)]!;
      expect(Math.abs(percentiles(whole, [percent])![0]! / exact - 1)).toBeLessThan(0.005);
    }
  });
});

describe('a histogram', () => {
  test('holds every value once, without gaps, with its least and greatest', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 0, max: 1e6 }), fc.double({ min: 0, max: 1e9, noNaN: true })), { minLength: 1 }), (numbers) => {
        const { bins } = binsOf(valuesOf(numbers));
        expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(numbers.length);
        for (const [place, bin] of bins.entries()) if (place > 0) expect(bin.from).toBe(bins[place - 1]!.to);
        expect(bins[0]!.from).toBeLessThanOrEqual(Math.min(...numbers));
        expect(bins.at(-1)!.to).toBeGreaterThanOrEqual(Math.max(...numbers));
        expect(bins.length).toBeLessThanOrEqual(25);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a calibration', () => {
  const config = signalsSchema.parse({ calibration_min_rows: 10 });
  const tally = emptyTally([['model', 'pt']]);
  for (let tokens = 1; tokens <= 101; tokens++) addToTally(tally, row({ model: 'often', tokens }));
  for (let tokens = 1; tokens <= 5; tokens++) addToTally(tally, row({ model: 'seldom', tokens: tokens * 1_000 }));
  const calibration = calibrationOf(tally);

  test('holds the percentiles of all rows and of each model', () => {
    expect(calibration.by_request_model['often']?.total_tokens).toEqual({ n: 101, p50: 51, p90: 91, p95: 96 });
    expect(calibration.default.total_tokens?.n).toBe(106);
    expect(calibration.default.latency_ms).toBeUndefined();
  });

  test('takes effect under its own defaults; a model with few rows has the limit of all', () => {
    expect(limitsFor('often', config, calibration).totalTokens).toBe(96);
    expect(limitsFor('seldom', config, calibration).totalTokens).toBe(calibration.default.total_tokens!.p95);
    expect(limitsFor('constructor', config, calibration).totalTokens).toBe(calibration.default.total_tokens!.p95);
    expect(limitsFor('often', config, null).totalTokens).toBeNull();
  });

  test('yields to configured limits while they override it, and stands before them otherwise', () => {
    expect(limitsFor('often', { ...config, max_total_tokens: 7 }, calibration).totalTokens).toBe(7);
    expect(limitsFor('often', { ...config, max_total_tokens: 7, calibration_manual_overrides_auto: false }, calibration).totalTokens).toBe(96);
    expect(limitsFor('often', { ...config, auto_calibrate_thresholds: false }, calibration).totalTokens).toBeNull();
    expect(limitsFor('often', { ...config, calibration_percentile: 'p90' }, calibration).totalTokens).toBe(91);
  });
});

describe('cohorts', () => {
  test('have denominators and Wilson intervals', () => {
    const tally = emptyTally([['model']]);
    for (let index = 0; index < 10; index++) addToTally(tally, row({ tier: index < 2 ? 'watchlist' : 'none' }));
    const [head, first] = [...cohortsCsv(tally.cohorts[0]!)].map((line) => line.trim().split(','));
    const cell = (name: string) => first![head!.indexOf(name)];
    // Wilson score interval of 2 of 10 (statsmodels proportion_confint, method="wilson").
    expect([cell('rows'), cell('watchlist'), cell('watchlist_rate'), cell('watchlist_low'), cell('watchlist_high')]).toEqual(['10', '2', '0.2', '0.056682', '0.509838']);
    expect([cell('tool_results'), cell('tool_fail_rate'), cell('success_rate')]).toEqual(['40', '0.25', '0.8']);
  });

  test('of parts add up to those of the whole', () => {
    const rows = Array.from({ length: 60 }, (_, index) => row({ model: `m${index % 7}`, tokens: index, tier: index % 3 === 0 ? 'watchlist' : 'none' }));
    const [whole, one, other] = [emptyTally([['model']]), emptyTally([['model']]), emptyTally([['model']])];
    for (const [index, each] of rows.entries()) {
      addToTally(whole, each);
      addToTally(index < 25 ? one : other, each);
    }
    mergeTally(one, other);
    expect([...cohortsCsv(one.cohorts[0]!)]).toEqual([...cohortsCsv(whole.cohorts[0]!)]);
    expect(calibrationOf(one)).toEqual(calibrationOf(whole));
  });

  test('stay bounded when every row is a cohort, a model and a tool of its own', () => {
    const tally = emptyTally([['model', 'pt']]);
    for (let index = 0; index < 5_000; index++) addToTally(tally, row({ model: `model ${index}`, tools: [{ tool: `tool ${index}`, outcome: 'fail' }] }));
    expect(tally.cohorts[0]!.table.size).toBeLessThanOrEqual(2_001);
    expect([tally.models.size, tally.tools.size].every((size) => size <= 501)).toBe(true);
    expect([...tally.cohorts[0]!.table.values()].reduce((sum, { rows }) => sum + rows, 0)).toBe(5_000);
    expect([...tally.tools.values()].reduce((sum, { fail }) => sum + fail, 0)).toBe(5_000);
  });

  test('a cell that a spreadsheet would run is quoted', () => {
    const tally = emptyTally([['model']]);
    addToTally(tally, row({ model: '=HYPERLINK("http://x","y")' }));
    expect([...cohortsCsv(tally.cohorts[0]!)][1]).toMatch(/^"'=HYPERLINK\(""http/);
  });
});

describe('the worst cases', () => {
  const make = (index: number, code: string, weight: 'high' | 'medium' = 'medium'): Case => ({
    source: 0, line: index, row: index, id: null, tier: weight === 'high' ? 'high_precision' : 'watchlist', model: 'm', date: null,
    signals: [{ code, weight, detail: '', role: 'primary', evidence: [] }], headline: null, query: '', response: '',
  });
  const gather = (cases: readonly Case[]) => {
    const worst = emptyWorst();
    for (const one of cases) offerCase(worst, kindOf(one), rankOf(one), () => one);
    return worst;
  };

  test('are diverse: one of each kind before a second of any, and they say how many are alike', () => {
    const cases = [...Array.from({ length: 50 }, (_, index) => make(index, 'often')), make(99, 'rare'), make(98, 'bad', 'high')];
    const shown = diverseCases(gather(cases), 3);
    expect(shown.map(({ signals, similar }) => [signals[0]!.code, similar])).toEqual([['bad', 0], ['often', 49], ['rare', 0]]);
  });

  test('do not depend on how the rows were split', () => {
    const cases = Array.from({ length: 200 }, (_, index) => make(index, `kind ${(index * 31) % 23}`, index % 5 === 0 ? 'high' : 'medium'));
    const merged = gather(cases.slice(0, 77));
    mergeWorst(merged, gather(cases.slice(77)));
    expect(diverseCases(merged, 30)).toEqual(diverseCases(gather(cases), 30));
  });

  test('are of one kind each: what is withdrawn is neither shown nor counted, and another of its kind stands in', () => {
    const worst = gather([...Array.from({ length: 6 }, (_, index) => make(index, 'often')), make(7, 'rare')]);
    const kind = kindOf(make(0, 'often'));
    expect([0, 1, 2].map((row) => withdrawCase(worst, kind, row))).toEqual([false, false, true]);
    replaceCase(worst, kind, () => make(4, 'often'));
    expect(withdrawCase(worst, kindOf(make(7, 'rare')), 7)).toBe(false);
    expect(diverseCases(worst, 30).map(({ row, similar }) => [row, similar])).toEqual([[4, 2]]);
  });
});
