import type { SignalsConfig } from '../config.ts';
import type { SignalDefinition } from './definition.ts';

/** Whole labels, never parts of one: "非负面" and "non-negative" are no complaint. */
const negativeLabels = new Set(['negative', 'very negative', 'very_negative', 'strongly negative', 'negativo', '负面', '负向', '消极', '负面情绪', '消极情绪', '非常负面']);

/** Signals that need what a language model measured: they fire when that is there, and never otherwise. */
export const judgedSignals: readonly SignalDefinition[] = [
  lowVerdict('llm_agent_analysis_eval_low', 'llm_analysis', 'analysis', ({ llm_analysis_discard_must_be_strict }) => llm_analysis_discard_must_be_strict),
  lowVerdict('llm_reply_quality_eval_low', 'llm_quality', 'quality', ({ llm_text_quality_discard_must_be_strict }) => llm_text_quality_discard_must_be_strict),
  {
    code: 'hard_query_low_reply_quality_conjunction',
    family: 'judge',
    role: 'structured',
    applies: ({ difficulty, quality }, { signal_hard_query_poor_reply }) => signal_hard_query_poor_reply && difficulty !== null && quality !== null,
    fires({ difficulty, quality }, { min_difficulty_for_hard_query: hard, max_quality_for_hard_query: poor }) {
      if (difficulty === null || quality === null || difficulty < hard || quality.score > poor) return undefined;
      return { weight: 'medium', evidence: [{ field: 'llm_difficulty_score', value: difficulty, limit: hard }, { field: 'llm_quality_score', value: quality.score, limit: poor }] };
    },
  },
  {
    code: 'dialog_turn_quality_meta_low',
    family: 'judge',
    role: 'structured',
    applies: ({ axes }, { signal_on_low_dialog_quality_meta }) => signal_on_low_dialog_quality_meta && Object.keys(axes).length > 0,
    fires({ axes }, { max_dialog_axis_for_signal: limit, min_low_dialog_axes_for_signal }) {
      const low = Object.entries(axes).filter(([, score]) => score <= limit);
      if (low.length < min_low_dialog_axes_for_signal) return undefined;
      return { weight: 'medium', evidence: low.sort(([one], [other]) => (one < other ? -1 : 1)).map(([field, value]) => ({ field, value, limit })) };
    },
  },
  {
    code: 'negative_sentiment_label_hint',
    family: 'judge',
    role: 'appendix',
    applies: ({ sentiments }, { signal_on_negative_sentiment_hint }) => signal_on_negative_sentiment_hint && sentiments.length > 0,
    fires({ sentiments }) {
      const turns = sentiments.filter((label) => negativeLabels.has(label.normalize('NFKC').trim().toLowerCase())).length;
      return turns > 0 ? { weight: 'medium', evidence: [{ field: 'dialog_sentiment_labels', value: `${turns} of ${sentiments.length} negative` }] } : undefined;
    },
  },
];

/** A judge's low score; where `strict`, only with the judge's own advice to discard. */
function lowVerdict(code: string, field: string, name: 'analysis' | 'quality', strict: (config: SignalsConfig) => boolean): SignalDefinition {
  return {
    code,
    family: 'judge',
    role: 'primary',
    applies: (facts) => facts[name] !== null,
    fires(facts, config) {
      const verdict = facts[name];
      const discard = verdict?.recommendation === 'discard';
      if (verdict === null || verdict.score > config.max_low_llm_score || (strict(config) && !discard)) return undefined;
      return {
        weight: discard && verdict.score <= config.max_very_low_llm_score ? 'high' : 'medium',
        evidence: [
          { field: `${field}_score`, value: verdict.score, limit: config.max_low_llm_score },
          // What a judge may say is a short list; anything else could be text.
          { field: `${field}_record.recommendation`, value: discard ? 'discard' : 'other' },
        ],
      };
    },
  };
}
