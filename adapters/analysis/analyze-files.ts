import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { calibrationOf } from '../../core/cohorts/calibrate.ts';
import { cohortsCsv } from '../../core/cohorts/csv.ts';
import { reportInputOf } from '../../core/cohorts/report-input.ts';
import { chooseLanguage, mergeVotes, noVotes } from '../../core/analysis/output-language.ts';
import { addApplicable, emptyTally, mergeTally } from '../../core/cohorts/tally.ts';
import { emptyWorst, mergeWorst } from '../../core/cohorts/worst.ts';
import { analysisReport } from '../../core/report/analysis-report.ts';
import type { Tier } from '../../core/signals/tier.ts';
import { openByteFile, type ByteFile } from './byte-file.ts';
import { finishRows } from './finish-rows.ts';
import { groupingsOf, type AnalysisOptions } from './options.ts';
import { openOutputFolder } from './output-folder.ts';
import { createPlaces } from './places.ts';
import { inOrder, openAnalysisPool } from './pool.ts';
import { readInputs, type Piece } from './read-inputs.ts';
import { createRejects } from './reject-file.ts';
import { createRowMarks } from './row-marks.ts';
import { createSessionSpool } from './sessions.ts';
import type { SpooledLines } from './spool.ts';
import { summaryOf, type Summary } from './summary.ts';

export type AnalyzeFiles = {
  files: readonly string[];
  stdin: AsyncIterable<Uint8Array>;
  out: string;
  options: AnalysisOptions;
  workers: number;
  /** Milliseconds on a steady clock. */
  clock: () => number;
  createdAt: Date;
  signal: AbortSignal;
  onRows?: (rows: number) => void;
};

/**
 * Analyzes logs into a folder: rows, rejects, calibration, cohorts, slices, report and summary. In two passes: rows by
 * themselves in threads, then what sessions say about their rows. Memory is bounded whatever the input's size (a byte a
 * row is kept), the results do not depend on the number of threads, and no file bears its name before all are whole.
 *
 * @throws InputError where the folder cannot be made; the signal's reason when it is aborted
 */
export async function analyzeFiles({ files, stdin, out, options, workers, clock, createdAt, signal, onRows }: AnalyzeFiles): Promise<Summary> {
  const started = clock();
  const folder = await openOutputFolder(out);
  const pool = openAnalysisPool({ options, folder: folder.work }, workers);
  const inDraft = (name: string): string => join(folder.draft, name);
  const opened: ByteFile[] = [];
  const create = async (path: string): Promise<ByteFile> => {
    const file = await openByteFile(path);
    opened.push(file);
    return file;
  };
  try {
    const [tally, worst, votes, marks, places] = [emptyTally(groupingsOf(options)), emptyWorst(), noVotes(), createRowMarks(), createPlaces()];
    const sessionRows = createSessionSpool(folder.work);
    const spooled: SpooledLines[] = [];
    const rejectFile = await create(inDraft('rejects.jsonl'));
    const rejects = createRejects(rejectFile, files);
    const accepted = files.map(() => 0);

    const analyze = async (piece: Piece) => ({ piece, result: 'block' in piece ? await pool.analyze(piece.block, piece.source) : undefined });
    for await (const { piece, result } of inOrder(readInputs(files, stdin, signal), 2 * pool.size, analyze)) {
      signal.throwIfAborted();
      if ('reject' in piece) await rejects.add(piece.source, [piece.reject]);
      if (result === undefined) continue;
      const base = marks.count;
      spooled.push(result.spooled);
      await rejects.add(piece.source, result.rejects);
      await sessionRows.add(result.sessions, base);
      marks.append(result.tiers);
      places.add(base, piece.source, result.lines);
      accepted[piece.source]! += result.tiers.length;
      mergeTally(tally, result.tally);
      mergeVotes(votes, result.votes);
      for (const { kept } of result.worst.values()) for (const one of kept) one.row += base;
      mergeWorst(worst, result.worst);
      onRows?.(marks.count);
    }
    await rejectFile.close();

    const sessions = await sessionRows.judge(marks, pool.judge, pool.size);
    await pool.close();
    addApplicable(tally, 'user_retry_or_rephrase', options.config.signals.signal_on_retry ? sessions.rows : 0);
    addApplicable(tally, 'user_abandoned', options.config.signals.signal_on_abandonment ? sessions.rows : 0);
    const language = options.language === 'auto' ? chooseLanguage(votes) : options.language;
    const analyzed = await create(inDraft('analyzed.jsonl'));
    const slice = (tier: Tier): Promise<ByteFile> => create(inDraft(`slices/${tier}.jsonl`));
    const slices = { high_precision: await slice('high_precision'), watchlist: await slice('watchlist'), none: await slice('none') };
    await finishRows(spooled, { marks, options, tally, worst, analyzed, slices, language: options.language === 'auto' ? language : null, placeOf: (row) => places.of(row), signal });
    for (const file of [analyzed, ...Object.values(slices)]) await file.close();

    await writeFile(inDraft('calibration.json'), `${JSON.stringify(calibrationOf(tally), null, 2)}\n`);
    await writeFile(inDraft('cohorts.csv'), [...cohortsCsv(tally.cohorts[0]!)].join(''));
    const sources = files.map((name, source) => ({ name, rows: accepted[source]!, rejected: rejects.bySource[source]! }));
    const seconds = (clock() - started) / 1_000;
    const report = reportInputOf({
      language, createdAt: createdAt.toISOString(), sources, rejectReasons: rejects.reasons(), seconds,
      sessions: sessions.count === 0 ? null : sessions, tally, worst, config: options.config.signals, calibration: options.calibration,
    });
    await writeFile(inDraft('report.html'), analysisReport(report));
    const summary = summaryOf(tally, sources, (clock() - started) / 1_000);
    await writeFile(inDraft('summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
    signal.throwIfAborted();
    await folder.publish();
    return summary;
  } finally {
    await pool.close();
    for (const file of opened) await file.abandon();
    await folder.discard();
  }
}
