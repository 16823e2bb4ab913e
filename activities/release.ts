import { Context } from '@temporalio/activity';
import { getAgent } from '../adapters/store/agents.ts';
import { getCandidate } from '../adapters/store/candidates.ts';
import { getCycle } from '../adapters/store/cycles.ts';
import { closeRelease as storeClosed, countReminder, isTainted, openRelease as storeOpened, promoteCandidate, type NewRelease, type OlderRelease, type ReleaseStep } from '../adapters/store/releases.ts';
import { latestReport } from '../adapters/store/reports.ts';
import { admit, type Refusal } from '../core/approval/admit.ts';
import { isSigned } from '../core/approval/statement.ts';
import type { ReleaseChoice } from '../core/cycle/cycle.ts';
import type { Notice } from '../core/cycle/notice.ts';
import type { Outcome } from '../core/cycle/outcome.ts';
import type { Proof } from '../core/cycle/proof.ts';
import type { Dependencies } from './dependencies.ts';
import { deployCandidate } from './deploy-candidate.ts';

const deployTimeoutMs = 60_000;

export function releaseActivities({ pool, serving, approvers, webhook, isRunOpen }: Dependencies) {
  /** As the agent's file says now: who changes it need not make the release wait anew. */
  const taintedMay = async (agent: string): Promise<boolean> => (await getAgent(pool, agent)).config.release.tainted === 'allow';
  return {
    async openRelease(release: NewRelease): Promise<{ older: OlderRelease[]; tainted: boolean; notify: boolean }> {
      return { ...(await storeOpened(pool, release, run().runId)), notify: webhook !== undefined };
    },

    /** Whether a person's word counts, whose it is known to be, and which report they had to read. */
    async admitDecision(
      { releaseId, cycleId, decision, fourEyes }: { releaseId: string; cycleId: string; decision: 'approve' | 'reject'; fourEyes: boolean },
      { by, why, evidence, signature }: ReleaseChoice,
    ): Promise<{ how: Proof; evidence: string | null } | { refused: Refusal }> {
      const [cycle, latest] = [await getCycle(pool, cycleId), await latestReport(pool, cycleId)];
      const signed = signature === undefined ? null : isSigned({ about: 'release', decision, releaseId, cycleId, evidence: evidence ?? null, by, why }, signature, approvers);
      const starter = { trigger: cycle.trigger, name: cycle.started_by, how: cycle.started_how };
      const tainted = (await isTainted(pool, releaseId)) && !(await taintedMay(cycle.agent));
      const admitted = admit({ fourEyes, tainted, decision, by, signed, named: evidence ?? null, latest, starter });
      return 'refused' in admitted ? admitted : { ...admitted, evidence: latest };
    },

    /** Says in the log that a release waits; the count stays in its row. */
    async noteReminder(releaseId: string, number: number): Promise<void> {
      await countReminder(pool, releaseId, number);
      Context.current().log.warn('a release waits for a person', { workflowId: releaseId });
    },

    async deliverNotice(notice: Notice): Promise<void> {
      await webhook?.(notice);
    },

    /** Makes the candidate answer, then changes the alias, unless the release has ended meanwhile, or a newer one or an erasure was faster. */
    async promote(step: ReleaseStep): Promise<{ promoted: boolean; reason?: 'superseded' | 'tainted' }> {
      await deployCandidate({ pool, serving }, await getCandidate(pool, step.candidateId), { timeoutMs: deployTimeoutMs, signal: Context.current().cancellationSignal });
      // One that was cancelled has closed its row. One that was terminated could not.
      const { workflowId, runId } = run();
      if (!(await isRunOpen(workflowId, runId))) return { promoted: false, reason: 'superseded' };
      const end = await promoteCandidate(pool, step, await taintedMay(step.agent));
      return end === 'promoted' ? { promoted: true } : { promoted: false, reason: end };
    },

    /** @returns how it has ended: something else may have been faster */
    async closeRelease(step: ReleaseStep, outcome: Outcome): Promise<Outcome> {
      return storeClosed(pool, step, outcome);
    },
  };
}

/** The run that asks for this activity. */
function run(): { workflowId: string; runId: string } {
  const { workflowExecution } = Context.current().info;
  if (workflowExecution === undefined) throw new Error('a release is a workflow');
  return workflowExecution;
}
