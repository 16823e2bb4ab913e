import type { AnalyzedRow } from '../../core/analysis/row.ts';
import { objectOf } from '../../core/interaction/exchange/fields.ts';
import type { MarkedRow } from '../../core/cohorts/marked-row.ts';
import type { Language } from '../../core/signals/reason-text.ts';
import type { SignalFacts } from '../../core/signals/facts.ts';
import type { Signal } from '../../core/signals/signal.ts';
import { tiers, type Tier } from '../../core/signals/tier.ts';
import type { AnalysisOptions, OutputFormat } from './options.ts';

/** Names of the two nests. */
export const nestNames: Readonly<Record<OutputFormat, { meta: string; stats: string }>> = {
  flywheel: { meta: 'meta', stats: 'stats' },
  'data-juicer': { meta: '__dj__meta__', stats: '__dj__stats__' },
};

/** What an earlier analysis saw in the row's session, whose rows nobody can put together again: their ids are gone. */
export function earlierVerdict(columns: AnalyzedRow['columns'], { format }: AnalysisOptions): Partial<SignalFacts> {
  const earlier = objectOf(columns[nestNames[format].meta]);
  if (earlier?.['agent_session_tier'] === undefined) return {};
  const signals = Array.isArray(earlier['agent_bad_case_signals']) ? (earlier['agent_bad_case_signals'] as unknown[]) : [];
  const fired = (code: string): boolean => signals.some((signal) => objectOf(signal)?.['code'] === code);
  return { askedAgain: fired('user_retry_or_rephrase'), endedOnError: fired('user_abandoned') };
}

/**
 * The line of `analyzed.jsonl`, without its end: the redacted columns, then what was computed. The meta nest stands
 * last, so that a field can be added to it at the end of the line; what the log brought along in a nest of that name is kept,
 * and its own columns of computed names become `logged_response` and so on, see `asLogged`.
 */
export function outputLine({ columns, text, dialog_history, query, response, meta, stats }: AnalyzedRow, marked: MarkedRow, { format, language }: AnalysisOptions, hasSession: boolean): string {
  const names = nestNames[format];
  const { [names.meta]: broughtMeta, [names.stats]: broughtStats, text: logged_text, dialog_history: logged_dialog_history, query: logged_query, response: logged_response, ...others } = columns;
  return JSON.stringify({
    logged_text, logged_dialog_history, logged_query, logged_response,
    [`logged_${names.stats}`]: objectOf(broughtStats) === undefined ? broughtStats : undefined,
    [`logged_${names.meta}`]: objectOf(broughtMeta) === undefined ? broughtMeta : undefined,
    ...others, text, dialog_history, query, response,
    [names.stats]: { ...nest(broughtStats), ...stats },
    [names.meta]: {
      ...nest(broughtMeta), ...meta,
      // Said again when the session was seen, and the language when all rows were.
      ...(hasSession && { agent_session_tier: undefined }),
      agent_pipeline_output_lang: language === 'auto' ? undefined : language,
      agent_bad_case_tier: marked.tier,
      agent_bad_case_signals: marked.signals,
    },
  });
}

const nest = (value: unknown): object => objectOf(value) ?? {};

/** The braces that close the nest and the row. */
export const closing = 2;

/** The ends of lines from those braces on, by the tier of the row's session: what is known of a row only when all were seen. */
export function lineEnds({ language }: { language: Language | null }): (sessionTier: Tier | null) => Buffer {
  const end = (sessionTier: Tier | null): Buffer => {
    const fields = { ...(language !== null && { agent_pipeline_output_lang: language }), ...(sessionTier !== null && { agent_session_tier: sessionTier }) };
    return Buffer.from(Object.keys(fields).length === 0 ? '}}\n' : `,${JSON.stringify(fields).slice(1, -1)}}}\n`);
  };
  const ends = new Map([null, ...tiers].map((tier) => [tier, end(tier)]));
  return (sessionTier) => ends.get(sessionTier)!;
}

/** The end that a line has at first: mostly the rows of a session are as bad as one another. */
export const firstEnd = lineEnds({ language: null });

/** A row as it was written, to be judged anew. */
export function writtenRow(line: Buffer, format: OutputFormat) {
  const row = JSON.parse(line.toString('utf8')) as Record<string, unknown>;
  const names = nestNames[format];
  const meta = row[names.meta] as Record<string, unknown>;
  return {
    columns: row,
    meta,
    stats: row[names.stats] as AnalyzedRow['stats'],
    query: String(row['query']),
    response: String(row['response']),
    signals: meta['agent_bad_case_signals'] as Signal[],
    /** The same line with another tier and other signals. */
    rewrite(tier: Tier, signals: readonly Signal[]): Buffer {
      return Buffer.from(JSON.stringify({ ...row, [names.meta]: { ...meta, agent_bad_case_tier: tier, agent_bad_case_signals: signals } }));
    },
  };
}
