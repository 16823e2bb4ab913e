import type { Calibration } from './calibration.ts';
import type { SignalsConfig } from './config.ts';

/** What measurements are compared with; null: there is no limit and the signal cannot fire. */
export type Limits = { totalTokens: number | null; latencyMs: number | null; perplexity: number; lowRating: number; source: Record<Measure, 'configured' | 'calibrated' | null> };

type Measure = 'total_tokens' | 'latency_ms' | 'perplexity';

/** Of the reference: text of a perplexity beyond it is broken text under most models. */
const usualPerplexity = 800;
/** On the scale from 1 to 5: it keeps the neutral 3 out. */
export const usualLowRating = 2;

/**
 * The limits for one model. A configured limit wins over a calibrated one while `calibration_manual_overrides_auto`
 * holds, else it stands in where there is no calibration. A model with few rows has the limits of all of them.
 */
export function limitsFor(model: string | null, config: SignalsConfig, calibration: Calibration | null, lowRating: number = usualLowRating): Limits {
  const choose = (measure: Measure, configured: number | undefined): [number | null, 'configured' | 'calibrated' | null] => {
    if (configured !== undefined && config.calibration_manual_overrides_auto) return [configured, 'configured'];
    const calibrated = config.auto_calibrate_thresholds && calibration !== null ? calibratedLimit(measure, model, config, calibration) : null;
    if (calibrated !== null) return [calibrated, 'calibrated'];
    return configured === undefined ? [null, null] : [configured, 'configured'];
  };
  const [totalTokens, ofTokens] = choose('total_tokens', config.max_total_tokens);
  const [latencyMs, ofLatency] = choose('latency_ms', config.max_latency_ms);
  const [perplexity, ofPerplexity] = choose('perplexity', config.min_perplexity_for_signal);
  return {
    totalTokens, latencyMs, perplexity: perplexity ?? usualPerplexity, lowRating,
    source: { total_tokens: ofTokens, latency_ms: ofLatency, perplexity: ofPerplexity ?? 'configured' },
  };
}

function calibratedLimit(measure: Measure, model: string | null, config: SignalsConfig, calibration: Calibration): number | null {
  const ofModel = model === null || !Object.hasOwn(calibration.by_request_model, model) ? undefined : calibration.by_request_model[model]?.[measure];
  for (const figures of [ofModel, calibration.default[measure]]) {
    if (figures !== undefined && figures.n >= config.calibration_min_rows) return figures[config.calibration_percentile];
  }
  return null;
}
