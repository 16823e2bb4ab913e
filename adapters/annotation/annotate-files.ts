import { annotateOne, type Annotated, type JudgeCall } from '../../core/annotation/annotate-one.ts';
import { annotatedRow, type JudgedBy, type RowToAnnotate } from '../../core/annotation/annotated-row.ts';
import type { AnnotateConfig } from '../../core/annotation/config.ts';
import { judgeOptions } from '../../core/annotation/judge-options.ts';
import { judgePromptVersion } from '../../core/annotation/prompts/index.ts';
import { judgeQuestion } from '../../core/annotation/question.ts';
import { milliseconds } from '../../core/config/duration.ts';
import { contentHash } from '../../core/identity/content-hash.ts';
import type { AnalyzeConfig } from '../../core/analysis/config.ts';
import { BudgetSpent } from '../llm/budget-spent.ts';
import type { Chat, ChatReply } from '../llm/chat.ts';
import { ProviderError } from '../llm/provider-error.ts';
import { addPaid, budgetedChat, nothingPaid } from './budgeted.ts';
import { inLanes } from './in-lanes.ts';
import { patientChat } from './patient-chat.ts';
import { rowsToAnnotate, type Place } from './rows-to-annotate.ts';
import { openWorkFile, type Paid, type WorkFile } from './work-file.ts';

export type AnnotateFiles = {
  files: readonly string[];
  stdin: AsyncIterable<Uint8Array>;
  out: string;
  annotate: AnnotateConfig;
  analyze: AnalyzeConfig;
  chat: Chat;
  pseudonymKey: string | undefined;
  /** Aborted: no new row begins, those under way are finished and kept. */
  signal: AbortSignal;
  onRows?: (rows: number) => void;
};

export type AnnotationSummary = {
  rows: number;
  /** Of these, found in the work file of an earlier run and not asked again. */
  resumed: number;
  rejected: number;
  statuses: Record<string, number>;
  verdicts: Record<string, number>;
  /** Calls for each annotated row, repairs included. */
  calls_per_row: number | null;
  paid: Paid;
  /** Why the run ended before the last row; the result is not written then, and the next run goes on. */
  stopped: 'budget' | 'price_unknown' | 'interrupted' | null;
};
export type Rejected = Place & { reason: string };

/** Beside the result; taken away when that is there. */
export const workFileOf = (out: string): string => `${out}.work`;

/**
 * Annotates the rows of logs into one file, in their order. Every finished row is kept in a work file at once: whatever
 * ends a run, the next one with the same settings goes on, and no answer is paid twice.
 *
 * @throws ProviderError where the provider is out of reach or refuses everything; rows that are paid for are kept
 */
export async function annotateFiles(options: AnnotateFiles): Promise<{ summary: AnnotationSummary; rejects: Rejected[] }> {
  const { annotate, analyze, signal, onRows } = options;
  const by: JudgedBy = { model: annotate.judge, promptVersion: judgePromptVersion(annotate.preferred_output_lang), language: annotate.preferred_output_lang };
  const settings = contentHash(by, judgeOptions(annotate), annotate.run_for_tiers, annotate.pii_review, analyze);
  const work = await openWorkFile(workFileOf(options.out));
  const judge = createJudge(options);
  const places: Place[] = [];
  const rejects: Rejected[] = [];
  const summary: AnnotationSummary = { rows: 0, resumed: 0, rejected: 0, statuses: {}, verdicts: {}, calls_per_row: null, paid: nothingPaid(), stopped: null };

  const count = ({ status, verdict, paid }: { status: string; verdict: string | null; paid: Paid }): void => {
    summary.rows += 1;
    summary.statuses[status] = (summary.statuses[status] ?? 0) + 1;
    if (verdict !== null) summary.verdicts[verdict] = (summary.verdicts[verdict] ?? 0) + 1;
    addPaid(summary.paid, paid);
    onRows?.(summary.rows);
  };
  const annotateRow = async (place: Place, row: RowToAnnotate): Promise<void> => {
    const key = contentHash(settings, row.row.columns).slice(0, 32);
    const found = work.find(place, key);
    // A refusal cost nothing, and its reason may be gone.
    const known = found?.status === 'refused' ? undefined : found;
    if (known) summary.resumed += 1;
    const finished = known ?? (await finish(work, { ...place, key }, row, by, judge, analyze));
    count(finished);
  };

  try {
    const reading = rowsToAnnotate({ ...options, signal: new AbortController().signal });
    await inLanes(reading, annotate.concurrency, () => signal.aborted || summary.stopped !== null, async (read) => {
      const place = { source: read.source, line: read.line };
      if ('reason' in read) {
        rejects.push({ ...place, reason: read.reason });
        return;
      }
      places.push(place);
      await annotateRow(place, read.row).catch((error: unknown) => {
        if (error instanceof BudgetSpent) summary.stopped = error.reason;
        else if (!signal.aborted) throw error;
      });
    });
    if (signal.aborted) summary.stopped ??= 'interrupted';
    rejects.sort(inPlace);
    summary.rejected = rejects.length;
    summary.calls_per_row = summary.rows === 0 ? null : summary.paid.calls / summary.rows;
    if (summary.stopped === null && summary.rows > 0) await work.publish(options.out, places.sort(inPlace));
    return { summary, rejects };
  } finally {
    await work.close();
  }
}

const inPlace = (one: Place, other: Place): number => one.source - other.source || one.line - other.line;

/** So many rows in a row, and none answered: it is the request that is refused, not the texts. */
const refusalsBeforeAnyAnswer = 5;

type Judged = { verdict: Annotated<ChatReply> | 'refused'; paid: Paid };

function createJudge({ annotate, analyze, chat, signal }: AnnotateFiles): (row: RowToAnnotate) => Promise<Judged> {
  const ask = budgetedChat(patientChat(chat, signal), annotate.budget);
  let answered = false;
  let refused = 0;
  return async (row) => {
    const paid = nothingPaid();
    const call = async ({ messages, jsonSchema }: JudgeCall): Promise<ChatReply> => {
      const reply = await ask({ model: annotate.judge, messages, jsonSchema, timeoutMs: milliseconds(annotate.request_timeout) });
      answered = true;
      addPaid(paid, { calls: 1, promptTokens: reply.promptTokens, completionTokens: reply.completionTokens, costUsd: reply.costUsd ?? 0, unpriced: Number(reply.costUsd === null) });
      return reply;
    };
    try {
      return { verdict: await annotateOne(call, judgeQuestion(row, annotate, analyze.signals), judgeOptions(annotate)), paid };
    } catch (error) {
      if (!(error instanceof ProviderError && error.type === 'provider_bad_request')) throw error;
      // A provider that refuses this one text (length, policy) must not stop the others; one that refuses all of them has another reason.
      refused += 1;
      if (!answered && refused >= refusalsBeforeAnyAnswer) throw error;
      return { verdict: 'refused', paid };
    }
  };
}

async function finish(work: WorkFile, at: Place & { key: string }, row: RowToAnnotate, by: JudgedBy, judge: ReturnType<typeof createJudge>, { signals }: AnalyzeConfig) {
  const { verdict, paid } = await judge(row);
  const { source, line, key } = at;
  const written = annotatedRow(row, verdict, by, signals);
  const finished = { source, line, key, status: String(written['status']), verdict: verdict === 'refused' ? null : (verdict.judgement?.verdict ?? null), paid, row: written };
  await work.append(finished);
  return finished;
}
