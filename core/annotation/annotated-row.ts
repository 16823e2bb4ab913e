import type { AnalyzedRow } from '../analysis/row.ts';
import type { SignalsConfig } from '../signals/config.ts';
import type { Language } from '../signals/reason-text.ts';
import type { Annotated } from './annotate-one.ts';
import { afterJudgement } from './judged-signals.ts';
import { piiRedaction, redactJudgement } from './pii-redact.ts';
import type { Suspected } from './question.ts';
import { judgedMeta, verdictFields } from './row-fields.ts';

export type RowToAnnotate = Suspected & { id: string; row: AnalyzedRow };
export type JudgedBy = { model: string; promptVersion: string; language: Language };

/** What came of a row: an answer, or a provider that would not have this text. */
export type RowVerdict = Pick<Annotated<{ text: string }>, 'judgement' | 'status' | 'raw' | 'fault'> | 'refused';

/**
 * An annotated row as it stands in a file: the redacted columns of the log, the verdict beside them, and in `meta` what
 * analysis reads. A column of the log that has the name of one of ours is kept in `log`. Personal data that the judge found
 * is taken out of all of it.
 */
export function annotatedRow({ id, row, tier, signals }: RowToAnnotate, verdict: RowVerdict, by: JudgedBy, config: SignalsConfig): Record<string, unknown> {
  const { judgement: found, status, raw, fault } = verdict === 'refused' ? { judgement: null, status: verdict, raw: null, fault: null } : verdict;
  const redaction = piiRedaction(found?.pii ?? []);
  const judgement = found && redactJudgement(found, redaction);
  const fields = { id, ...verdictFields(judgement, status), ...(fault !== null && { fault }) };
  const after = judgement === null ? { tier, signals } : raised(signals, afterJudgement({ tier, signals }, judgement, config));
  const columns = redaction.redact(row.columns);
  const log = takenNames(columns, fields);
  return {
    ...columns, ...fields, ...(Object.keys(log).length > 0 && { log }),
    meta: {
      ...nest(columns['meta']),
      ...(judgement ? judgedMeta(judgement, redaction.redact(raw)) : { agent_insight_llm_raw: redaction.redact(raw) }),
      agent_bad_case_tier: after.tier,
      agent_bad_case_signals: after.signals,
      agent_pipeline_output_lang: by.language,
      agent_judge: { model: by.model, prompt_version: by.promptVersion },
      ...(found !== null && found.pii.length > 0 && { agent_pii_trace: redaction.trace() }),
    },
  };
}

const raised = (before: Suspected['signals'], { tier, signals }: ReturnType<typeof afterJudgement>) => ({
  tier,
  signals: [...before.filter(({ code }) => !signals.some((found) => found.code === code)), ...signals],
});

const nest = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {});

/** Columns of the log whose names ours take. A row that was annotated before has them from us. */
function takenNames(columns: Record<string, unknown>, fields: Record<string, unknown>): Record<string, unknown> {
  const earlier = nest(columns['log']);
  if (nest(columns['meta'])['agent_judge'] !== undefined) return earlier;
  return Object.fromEntries(Object.keys(fields).filter((name) => name !== 'id' && Object.hasOwn(columns, name)).map((name) => [name, columns[name]]));
}
