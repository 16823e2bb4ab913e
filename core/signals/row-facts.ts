import type { AnalyzedRow } from '../analysis/row.ts';
import type { SignalFacts, Verdict } from './facts.ts';
import { asksSame, comparableQuestion } from './repeat.ts';
import { fieldReader, numberOf, textOf, textsOf, type ReadField } from './row-fields.ts';

/** Names of the nine axes; each a number or `{score}`. */
const axes = [
  'dialog_memory_consistency', 'dialog_coreference', 'dialog_topic_shift', 'dialog_error_recovery', 'dialog_clarification_quality', 'dialog_proactivity',
  'dialog_non_repetition', 'agent_trace_coherence', 'agent_tool_relevance',
];

/**
 * What signals are computed from, out of an analyzed row: what was measured on it, and what a judge or a user said
 * that the log itself holds. `askedAgain` is about the turns inside the row; the session knows the rest.
 */
export function factsOfRow(row: AnalyzedRow, minRetrySimilarity: number): SignalFacts {
  const field = fieldReader(row);
  return {
    queryLength: row.query.trim().length,
    responseLength: lengthOfReply(row),
    toolSuccess: numberOf(row.meta['tool_success_count']) ?? 0,
    toolFail: numberOf(row.meta['tool_fail_count']) ?? 0,
    totalTokens: numberOf(row.meta['total_tokens']),
    latencyMs: numberOf(row.meta['agent_total_cost_time_ms']),
    perplexity: numberOf(field('perplexity')),
    rating: numberOf(row.meta['feedback_rating']),
    thumbs: thumbsOf(row.meta['feedback_thumbs']),
    hasFeedbackText: row.meta['feedback_has_text'] === true,
    analysis: verdictOf(field, 'llm_analysis'),
    quality: verdictOf(field, 'llm_quality'),
    difficulty: numberOf(field('llm_difficulty_score')),
    sentiments: textsOf(field('dialog_sentiment_labels')),
    axes: axesOf(field),
    askedAgain: row.dialog_history.length < 2 ? null : repeatsInside(row, minRetrySimilarity),
    endedOnError: null,
  };
}

/** Whether a question of the row is asked again right after. */
function repeatsInside({ dialog_history }: AnalyzedRow, similarity: number): boolean {
  const questions = dialog_history.map(([question]) => comparableQuestion(question));
  return questions.some((question, turn) => turn > 0 && asksSame(questions[turn - 1]!, question, similarity));
}

/** Null where the reply is no text that could be too short: it calls a tool, or was not logged. */
function lengthOfReply({ response, meta }: AnalyzedRow): number | null {
  const kind = meta['agent_reply_kind'];
  return kind === 'tool_calls' || kind === 'not_logged' ? null : response.trim().length;
}

/** Whether the row's last word is an error: a tool that failed with nothing said about it, or nothing at all. */
export function endsOnError(row: AnalyzedRow): boolean {
  if (row.query.trim() === '') return false;
  const kind = row.meta['agent_reply_kind'];
  if (kind === 'empty') return true;
  const results = row.meta['tool_results'];
  const last: unknown = Array.isArray(results) ? results.at(-1) : undefined;
  const unsaid = kind === 'not_logged' || row.response.startsWith('[Tool calls:');
  return unsaid && (last as { outcome?: unknown } | undefined)?.outcome === 'fail';
}

function verdictOf(field: ReadField, name: string): Verdict | null {
  const score = numberOf(field(`${name}_score`));
  if (score === null) return null;
  const record = field(`${name}_record`) as { recommendation?: unknown } | null | undefined;
  return { score, recommendation: textOf(record?.recommendation)?.trim().toLowerCase() ?? null };
}

function axesOf(field: ReadField): Record<string, number> {
  return Object.fromEntries(
    axes.flatMap((name) => {
      const value = field(name);
      const score = numberOf(typeof value === 'object' && value !== null ? (value as { score?: unknown }).score : value);
      return score === null ? [] : [[name, score]];
    }),
  );
}

const thumbsOf = (value: unknown): 'up' | 'down' | null => (value === 'up' || value === 'down' ? value : null);
