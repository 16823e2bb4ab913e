import { getAgent } from '../adapters/store/agents.ts';
import { giveBackClaims } from '../adapters/store/claims.ts';
import { endCycle, getCycle, openCycle as openCycleRow } from '../adapters/store/cycles.ts';
import { dropLease, findLease, takeLease } from '../adapters/store/leases.ts';
import { inTransaction } from '../adapters/store/database.ts';
import { costOfCycle } from '../adapters/store/ledger.ts';
import { isSigned } from '../core/approval/statement.ts';
import { milliseconds } from '../core/config/duration.ts';
import type { CycleInput, CycleSettings } from '../core/cycle/cycle.ts';
import type { Outcome } from '../core/cycle/outcome.ts';
import type { Dependencies } from './dependencies.ts';

export type OpenedCycle = { open: true; settings: CycleSettings } | { open: false };

/** Opening and closing: the row, the lease and the settings that the workflow's timers need. */
export function cycleActivities({ pool, isRunOpen, approvers }: Dependencies) {
  return {
    /** Takes the agent's lease, from a run that is over if need be. `open: false`: another cycle runs, or this one is over and the attempt comes late. */
    async openCycle(input: CycleInput & { cycleId: string; runId: string; cutoff: string }): Promise<OpenedCycle> {
      const { agent, cycleId, runId } = input;
      const { version, config } = await getAgent(pool, agent);
      const { by = null, signature, trigger } = input;
      const how = by === null ? null : isSigned({ about: 'run', agent, trigger, cycleId, by }, signature, approvers) ? 'authenticated' : 'claimed';
      const { ended_at: ended } = await openCycleRow(pool, { id: cycleId, agent, agentVersion: version, runId, trigger, cutoff: new Date(input.cutoff), startedBy: by, startedHow: how });
      if (ended !== null) return { open: false };
      const lease = { cycleId, runId };
      if (!(await takeLease(pool, agent, lease))) {
        const holder = await findLease(pool, agent);
        const over = holder && !(await isRunOpen(holder.cycleId, holder.runId));
        if (!over || !(await takeLease(pool, agent, lease, holder))) {
          await endCycle(pool, cycleId, 'cancelled', 'another_cycle_runs');
          return { open: false };
        }
      }
      return {
        open: true,
        settings: {
          pollFromMs: milliseconds(config.train.poll_from),
          pollToMs: milliseconds(config.train.poll_to),
          giveUpAfterMs: milliseconds(config.train.give_up_after),
          needsApproval: config.release.approval === 'required',
          approvalTimeoutMs: milliseconds(config.release.approval_timeout),
          remindEveryMs: milliseconds(config.release.remind_every),
          fourEyes: config.release.four_eyes,
          paraphrases: config.balance.paraphrase !== undefined,
        },
      };
    },

    /**
     * Writes how the cycle ended and lets go of the lease. A cycle that failed gives its interactions back, and so
     * does one that came to no more than collecting: they stay for the cycle that will have enough of them. One whose release
     * has begun came to its verdict, whatever happens to the run afterwards, and keeps what it has used.
     */
    async closeCycle(input: { cycleId: string; runId: string; outcome: Outcome; reason: string | null }): Promise<{ costUsd: number; unpriced: number }> {
      const { agent, stage } = await getCycle(pool, input.cycleId);
      const unused = input.outcome === 'failed' || input.outcome === 'cancelled' || stage === 'collect';
      await inTransaction(pool, async (db) => {
        // First: without the lease, an attempt at collecting that still runs somewhere claims nothing any more.
        await dropLease(db, agent, input.runId);
        const ended = await endCycle(db, input.cycleId, input.outcome, input.reason);
        if (ended && unused) await giveBackClaims(db, input.cycleId);
      });
      return costOfCycle(pool, input.cycleId);
    },
  };
}
