import type { Case } from '../../core/cohorts/worst.ts';

const maxChars = 1_500;

/** As much of a row as a report shows; `columns` may hold an id and what a model wrote about it. */
export function caseOf(row: Omit<Case, 'id' | 'headline' | 'query' | 'response'> & { columns: Record<string, unknown>; meta: Record<string, unknown>; query: string; response: string }): Case {
  const { source, line, tier, model, date, signals, columns, meta } = row;
  const id = meta['agent_request_id'] ?? columns['id'];
  const insight = meta['agent_insight_llm'] ?? (columns['__dj__meta__'] as Record<string, unknown> | undefined)?.['agent_insight_llm'];
  const headline = (insight as { headline?: unknown } | null | undefined)?.headline;
  return {
    source, line, row: row.row, tier, model, date, signals,
    id: typeof id === 'string' || typeof id === 'number' ? String(id).slice(0, 100) : null,
    headline: typeof headline === 'string' ? headline.slice(0, 300) : null,
    query: cut(row.query), response: cut(row.response),
  };
}

const cut = (text: string): string => (text.length <= maxChars ? text : `${text.slice(0, maxChars).toWellFormed()}…`);
