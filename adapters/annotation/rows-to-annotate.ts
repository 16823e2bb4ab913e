import { createAnalyzer, formatOf } from '../../core/analysis/analyzer.ts';
import type { AnalyzeConfig } from '../../core/analysis/config.ts';
import type { AnalyzedRow } from '../../core/analysis/row.ts';
import type { RowToAnnotate } from '../../core/annotation/annotated-row.ts';
import { createMarker } from '../../core/cohorts/mark-row.ts';
import { describeFault } from '../../core/errors/input-error.ts';
import { numberOf } from '../../core/signals/row-fields.ts';
import { readInputs } from '../analysis/read-inputs.ts';
import { rowTexts } from '../analysis/row-text.ts';

/** Where a row stands: which of the inputs, and its line from 1. */
export type Place = { source: number; line: number };
export type ReadRow = Place & ({ row: RowToAnnotate } | { reason: string });

export type RowsToAnnotate = { files: readonly string[]; stdin: AsyncIterable<Uint8Array>; analyze: AnalyzeConfig; pseudonymKey: string | undefined; signal: AbortSignal };

/** The rows of logs of any format, one by one in the order of the inputs: redacted, with the signals that need no judge. */
export async function* rowsToAnnotate({ files, stdin, analyze: config, pseudonymKey, signal }: RowsToAnnotate): AsyncGenerator<ReadRow> {
  const analyze = createAnalyzer(config, pseudonymKey === undefined ? {} : { pseudonymKey });
  const mark = createMarker(config.signals, null);
  for await (const piece of readInputs(files, stdin, signal)) {
    const { source } = piece;
    if ('reject' in piece) {
      yield { source, ...piece.reject };
      continue;
    }
    const { bytes, lines } = piece.block;
    let at = -1;
    for (const found of rowTexts(bytes)) {
      at += 1;
      const line = typeof lines === 'number' ? lines + at : lines[at]!;
      if (found === undefined) continue;
      yield { source, line, ...('reason' in found ? found : readRow(found.text, source, line, analyze, mark)) };
    }
  }
}

function readRow(text: string, source: number, line: number, analyze: ReturnType<typeof createAnalyzer>, mark: ReturnType<typeof createMarker>): { row: RowToAnnotate } | { reason: string } {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { reason: 'broken JSON' };
  }
  const analyzed = analyze(line, raw);
  if ('reject' in analyzed) return analyzed.reject;
  const { row } = analyzed;
  const parsed = formatOf(row.columns)?.parse(row.columns);
  if (parsed === undefined || 'fault' in parsed) return { reason: parsed === undefined ? 'expected a log row' : describeFault(parsed.fault) };
  if (parsed.kind !== 'interaction') return { reason: 'found feedback without its interaction, expected a logged interaction' };
  const { messages, reply } = parsed.interaction;
  const { tier, signals } = mark(row, parsed.interaction.session !== undefined);
  return { row: { id: parsed.id ?? `${source}:${line}`, row, messages, reply, tier, signals, measured: measuredOf(row), said: { 'feedback.text': parsed.feedback?.text ?? null, 'feedback.correction': parsed.feedback?.correction ?? null } } };
}

const measuredOf = ({ meta }: AnalyzedRow): Record<string, number | null> =>
  Object.fromEntries(
    ['total_tokens', 'agent_total_cost_time_ms', 'agent_turn_count', 'tool_success_count', 'tool_fail_count'].map((name) => [name, numberOf(meta[name])]),
  );
