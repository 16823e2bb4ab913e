import type { AnalyzedRow } from '../analysis/row.ts';
import type { Calibration } from '../signals/calibration.ts';
import type { SignalsConfig } from '../signals/config.ts';
import { applicableSignals, detectSignals } from '../signals/detect.ts';
import type { SignalFacts } from '../signals/facts.ts';
import { limitsFor, type Limits } from '../signals/limits.ts';
import { factsOfRow } from '../signals/row-facts.ts';
import { numberOf } from '../signals/row-fields.ts';
import { tierOf } from '../signals/tier.ts';
import { groupsOf, label } from './groups.ts';
import type { MarkedRow } from './marked-row.ts';

/** Limits are kept for this many models: names may be anything. */
const maxModels = 1_000;

/**
 * A function that judges rows under one configuration.
 *
 * Of a row with a session nothing is said about the session, before its other rows were seen. `better` is what others
 * know better than the row.
 *
 * @param lowRating a rating of at most this is low
 */
export function createMarker(config: SignalsConfig, calibration: Calibration | null, lowRating?: number): (row: AnalyzedRow, hasSession: boolean, better?: Partial<SignalFacts>) => MarkedRow & { repeatsInside: boolean } {
  const known = new Map<string | null, Limits>();
  const limitsOf = (model: string | null): Limits => {
    const found = known.get(model) ?? limitsFor(model, config, calibration, lowRating);
    if (known.size < maxModels) known.set(model, found);
    return found;
  };
  return (row, hasSession, better = {}) => {
    const groups = groupsOf(row);
    const { model } = groups;
    const all = { ...factsOfRow(row, config.min_retry_similarity), ...better };
    const facts = hasSession ? { ...all, askedAgain: null } : all;
    const limits = limitsOf(model);
    const signals = detectSignals(facts, config, limits);
    return {
      facts,
      signals,
      applicable: applicableSignals(facts, config, limits),
      tier: tierOf(signals, config),
      groups,
      promptTokens: numberOf(row.meta['prompt_tokens']),
      completionTokens: numberOf(row.meta['completion_tokens']),
      turns: numberOf(row.meta['agent_turn_count']) ?? row.dialog_history.length,
      tools: toolsOf(row.meta['tool_results']),
      redactions: row.redactions,
      repeatsInside: all.askedAgain === true,
    };
  };
}

function toolsOf(results: unknown): MarkedRow['tools'] {
  if (!Array.isArray(results)) return [];
  return results.flatMap((result: unknown) => {
    const { tool, outcome } = (result ?? {}) as { tool?: unknown; outcome?: unknown };
    if (outcome !== 'success' && outcome !== 'fail' && outcome !== 'unknown') return [];
    return [{ tool: label(tool) ?? '(unnamed)', outcome }];
  });
}
