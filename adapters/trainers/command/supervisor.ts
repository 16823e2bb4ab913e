import { existsSync, mkdirSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { writeAtomically } from '../../files/write-atomically.ts';
import { identify } from '../../stack/process-identity.ts';
import { hashFolder } from './hash-folder.ts';
import {
  artefactFolder, cancelFile, logFile, metricsFile, orderFile, readRecord, stateFile, supervisorFile,
  type JobEnd, type OrderRecord, type StateRecord, type SupervisorRecord,
} from './job-folder.ts';
import { metricsOf } from './metrics-line.ts';
import { runCommand, type CommandEnd } from './run-command.ts';
import { writeOnce } from './write-once.ts';

// The program that watches over one job: `node supervisor.ts JOB_FOLDER`. It outlives the worker that started it.

const beatEveryMs = 5_000;
const lookForCancelEveryMs = 250;
const mostLogBytes = 16 * 1024 * 1024;
/** `EX_DATAERR` of sysexits.h: the command refuses what is in the file. */
const dataRefused = 65;

const dir = process.argv[2] ?? '';
const order = await readRecord<OrderRecord>(orderFile(dir));
const me = identify(process.pid);
// Whoever comes second leaves the job to the first.
if (order && me && (await writeOnce(supervisorFile(dir), JSON.stringify({ ...me, host: hostname(), since: new Date().toISOString() } satisfies SupervisorRecord)))) await supervise(order);

async function supervise({ argv, workingFolder }: OrderRecord): Promise<void> {
  let state: StateRecord = { beatAt: new Date().toISOString() };
  // One write after the other: the last one holds all that came before.
  let writing: Promise<void> = Promise.resolve();
  const save = (change: Partial<StateRecord> = {}): Promise<void> => {
    state = { ...state, ...change, beatAt: new Date().toISOString() };
    const text = JSON.stringify(state);
    writing = writing.then(() => writeAtomically(stateFile(dir), text, 0o600));
    return writing;
  };
  const finish = (end: Omit<JobEnd, 'at'>): Promise<void> => save({ end: { ...end, at: new Date().toISOString() } });
  if (existsSync(cancelFile(dir))) return finish({ status: 'cancelled' });

  mkdirSync(artefactFolder(dir), { recursive: true, mode: 0o700 });
  let appending: Promise<void> = Promise.resolve();
  const append = (file: string, text: string): void => {
    // A full disk must not end the training; what is missing is only a log.
    appending = appending.then(() => appendFile(file, text, { mode: 0o600 })).catch(() => undefined);
  };
  let logged = 0;
  const command = runCommand(argv, workingFolder, (line, stream) => {
    const metrics = stream === 'stdout' ? metricsOf(line) : undefined;
    if (metrics) {
      const { trainedTokens, epochs } = metrics;
      state = { ...state, ...(trainedTokens !== undefined && { trainedTokens }), ...(epochs !== undefined && { epochs }) };
      append(metricsFile(dir), `${JSON.stringify({ at: new Date().toISOString(), ...metrics })}\n`);
      return;
    }
    logged += line.length + 1;
    if (logged <= mostLogBytes) append(logFile(dir), `${line}\n`);
  });
  await save({ startedAt: new Date().toISOString(), ...(command.identity && { command: command.identity }) });

  let asked: 'cancelled' | 'stopped' | undefined;
  const stop = (why: 'cancelled' | 'stopped'): void => {
    asked ??= why;
    command.stop();
  };
  const watching = setInterval(() => {
    if (asked === undefined && existsSync(cancelFile(dir))) stop('cancelled');
  }, lookForCancelEveryMs);
  const beating = setInterval(() => void save().catch(() => undefined), beatEveryMs);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop('stopped'));

  const ended = await command.ended;
  clearInterval(watching);
  await appending;
  const end = await endOf(ended, asked);
  clearInterval(beating);
  await finish(end);
}

async function endOf(ended: CommandEnd, asked: 'cancelled' | 'stopped' | undefined): Promise<Omit<JobEnd, 'at'>> {
  if ('notStarted' in ended) return { status: 'failed', errorCode: 'command_not_started' };
  const { exitCode, signal } = ended;
  // A command that came to its end while it was asked to stop has come to its end.
  if (exitCode === 0) {
    const artefactHash = await hashFolder(artefactFolder(dir));
    return artefactHash === undefined ? { status: 'failed', errorCode: 'no_artefact' } : { status: 'succeeded', artefactHash };
  }
  if (asked === 'cancelled') return { status: 'cancelled' };
  if (exitCode === dataRefused) return { status: 'moderated', errorCode: 'data_refused' };
  return { status: 'failed', errorCode: asked ?? (signal === null ? `exit_${exitCode}` : `signal_${signal.toLowerCase()}`) };
}
