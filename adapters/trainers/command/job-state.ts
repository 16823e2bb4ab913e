import { hostname } from 'node:os';
import { isAlive } from '../../stack/process-identity.ts';
import type { JobState } from '../trainer.ts';
import { artefactFolder, orderFile, readRecord, stateFile, supervisorFile, type OrderRecord, type StateRecord, type SupervisorRecord } from './job-folder.ts';

/** Of a supervisor on another machine only its beat is seen; clocks may differ by minutes. */
const silentForMs = 10 * 60_000;

/** How a job stands, from the records in its folder. A supervisor that died without a word has lost its job. */
export async function jobState(dir: string, jobId: string): Promise<JobState> {
  const order = await readRecord<OrderRecord>(orderFile(dir));
  if (!order) return { jobId, status: 'failed', providerStatus: 'gone', errorCode: 'lost' };
  const supervisor = await readRecord<SupervisorRecord>(supervisorFile(dir));
  // Before the state is read: a supervisor that is dead by now has written its last word.
  const here = supervisor?.host === hostname();
  const alive = supervisor === undefined || !here || isAlive(supervisor);
  const state = await readRecord<StateRecord>(stateFile(dir));
  const { trainedTokens, epochs, end } = state ?? {};
  const seen = { ...(trainedTokens !== undefined && { trainedTokens }), ...(epochs !== undefined && { epochs }) };
  if (end) {
    const hours = state?.startedAt === undefined ? 0 : (Date.parse(end.at) - Date.parse(state.startedAt)) / 3_600_000;
    return {
      jobId, status: end.status, providerStatus: end.status, ...seen,
      ...(end.errorCode !== undefined && { errorCode: end.errorCode }),
      ...(order.usdPerHour !== null && { costUsd: hours * order.usdPerHour }),
      ...(end.artefactHash !== undefined && { tunedModel: order.model, artefact: { path: artefactFolder(dir), hash: end.artefactHash } }),
    };
  }
  if (supervisor === undefined) return { jobId, status: 'running', providerStatus: 'queued' };
  const silent = !here && Date.now() - Date.parse(state?.beatAt ?? supervisor.since) > silentForMs;
  if (alive && !silent) return { jobId, status: 'running', providerStatus: here ? 'running' : 'running_elsewhere', ...seen };
  // Nobody waits for the command any more: it must not hold the machine.
  if (here && state?.command && isAlive(state.command)) endGroup(state.command.pid);
  return { jobId, status: 'failed', providerStatus: 'lost', errorCode: 'lost', ...seen };
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}
