import { CancellationScope, ParentClosePolicy, WorkflowIdReusePolicy, isCancellation, startChild, workflowInfo } from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { CycleInput, CycleResult, CycleSettings, StageEnd } from '../core/cycle/cycle.ts';
import { releaseId } from '../core/cycle/ids.ts';
import { outcomeOfVerdict } from '../core/cycle/outcome.ts';
import { closeCycle, openCycle } from './activities.ts';
import { annotateInteractions } from './annotation.ts';
import { balanceSamples } from './balancing.ts';
import { makeCandidates } from './candidates.ts';
import { collectInteractions } from './collection.ts';
import { evaluateCandidates } from './evaluation.ts';
import { failureType } from './failure-type.ts';
import { Progress } from './progress.ts';
import { release } from './release.ts';
import { leaveReport } from './report.ts';
import { decideRelease } from './verdict.ts';

/**
 * One turn of the flywheel for one agent: collect, annotate, balance, train, evaluate, decide. It ends at the
 * verdict; the release goes on as a workflow of its own, so a person on holiday never stops tomorrow's cycle.
 */
export async function flywheelCycle(input: CycleInput): Promise<CycleResult> {
  const { workflowId: cycleId, runId, startTime, searchAttributes } = workflowInfo();
  // A backfilled or late scheduled run belongs to the time it was scheduled for.
  const scheduled = searchAttributes['TemporalScheduledStartTime']?.[0];
  const cutoff = (scheduled instanceof Date ? scheduled : startTime).toISOString();
  const progress = new Progress(input.agent, input.trigger);
  let held = false;
  try {
    // Cancelled meanwhile it would leave a lease behind.
    const opened = await CancellationScope.nonCancellable(() => openCycle.executeWithOptions({ summary: 'take the agent\'s lease' }, [{ ...input, cycleId, runId, cutoff }]));
    if (!opened.open) {
      progress.conclude('another cycle of this agent runs: nothing was done');
      return { outcome: 'cancelled', reason: 'another_cycle_runs' };
    }
    held = true;
    const found = await turn(input, cycleId, opened.settings, progress);
    const report = await leaveReport(cycleId, found.outcome, found.reason);
    // From here on a release may be under way: it is what can be cancelled, not the cycle that it came of.
    const { result, costUsd } = await CancellationScope.nonCancellable(async () => {
      const ended = await startRelease(input.agent, cycleId, found, opened.settings);
      const paid = await closeCycle({ cycleId, runId, outcome: ended.outcome, reason: ended.reason });
      return { result: ended, costUsd: paid.costUsd };
    });
    progress.conclude(`${result.outcome.replaceAll('_', ' ')}${result.reason ? ` (${result.reason.replaceAll('_', ' ')})` : ''}, $${costUsd.toFixed(4)} in all`, report);
    return result;
  } catch (error) {
    const cancelled = isCancellation(error);
    const reason = cancelled ? 'cancelled' : failureType(error);
    const outcome = cancelled ? 'cancelled' : 'failed';
    const report = held
      ? await CancellationScope.nonCancellable(async () => {
          await closeCycle({ cycleId, runId, outcome, reason });
          return leaveReport(cycleId, outcome, reason);
        })
      : '';
    progress.conclude(cancelled ? 'cancelled' : `failed: ${reason}`, report);
    throw error;
  }
}

async function turn(input: CycleInput, cycleId: string, settings: CycleSettings, progress: Progress): Promise<CycleResult> {
  const collected = await collectInteractions(cycleId, progress);
  if (collected.end) return early(collected.end);

  await annotateInteractions(cycleId, progress);

  const dataset = await balanceSamples(cycleId, settings, progress);
  if (dataset.end) return early(dataset.end);

  const made = await makeCandidates({ input, cycleId, datasetId: dataset.datasetId, settings, progress });
  if (made.end) return early(made.end);

  const evaluated = await evaluateCandidates(cycleId, made.candidateIds, progress);
  const { verdict, reasonCodes, candidateId, asks } = await decideRelease(cycleId, evaluated, progress);
  return {
    outcome: asks ? 'awaiting_approval' : outcomeOfVerdict(verdict, settings.needsApproval), reason: reasonCodes[0] ?? null, verdict, candidateId,
    ...((verdict === 'promote' || asks) && { releaseId: releaseId(input.agent, candidateId) }),
  };
}

const early = ({ outcome, reason }: StageEnd): CycleResult => ({ outcome, reason });

/** Starts the release and leaves it to itself. The same candidate may be waiting already; one release is enough. */
async function startRelease(agent: string, cycleId: string, result: CycleResult, settings: CycleSettings): Promise<CycleResult> {
  const { releaseId: id, candidateId } = result;
  if (!id || !candidateId) return result;
  try {
    await startChild(release, {
      workflowId: id,
      args: [{ agent, cycleId, candidateId, needsApproval: result.outcome === 'awaiting_approval', approvalTimeoutMs: settings.approvalTimeoutMs, remindEveryMs: settings.remindEveryMs, fourEyes: settings.fourEyes }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
      staticSummary: `release of ${candidateId}`,
    });
    return result;
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return { ...result, outcome: 'superseded', reason: 'same_candidate_waits_already' };
  }
}
