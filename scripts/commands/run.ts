import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { getAgent } from '../../adapters/store/agents.ts';
import { countForTrigger, countUnclaimed } from '../../adapters/store/claims.ts';
import { findCycle } from '../../adapters/store/cycles.ts';
import { waitingReleases } from '../../adapters/store/releases.ts';
import { currentSuite } from '../../adapters/store/suites.ts';
import { cycleEnd, startCycle } from '../../adapters/temporal/cycles.ts';
import type { TemporalClient } from '../../adapters/temporal/connection.ts';
import type { CycleResult } from '../../core/cycle/cycle.ts';
import type { Trigger } from '../../core/cycle/stage.ts';
import { checkTrigger } from '../../core/signals/trigger.ts';
import { actingUser } from '../acting-user.ts';
import { approverKey } from '../approver-key.ts';
import { agentCommand, answerForAgent, type Answer, type CommonOptions } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import type { Session } from '../session.ts';
import { watchStages } from '../watch-stages.ts';

type RunOptions = CommonOptions & { wait?: true; dryRun?: true; force?: true };

/** The `run` command: a cycle now, as the schedule would start it. */
export const runCommand = () => starter('run', 'run', 'start a cycle now; it ends early where there is too little to learn from');

/** The `retrain` command: a cycle that trains also where the trigger says that there is too little to learn from. */
export const retrainCommand = () =>
  starter('retrain', 'retrain', 'start a cycle that trains even where there is too little new to learn from').option('--force', 'buy the training again even if the same one has succeeded');

function starter(name: string, trigger: Trigger, summary: string): Command {
  return agentCommand(name, summary)
    .option('--wait', 'wait for the verdict, and for a release that needs no approval; the exit code says how it ended (0 promoted or nothing to learn, 1 no, 3 undecided)')
    .option('--dry-run', 'say what it would do; nothing is started or paid')
    .action((options: RunOptions) =>
      answerForAgent(options, async (session, agent) => {
        if (options.dryRun) return preview(session, agent, trigger);
        const client = await session.temporal();
        const by = actingUser();
        const key = await approverKey(session.env);
        const sign = key && ((cycleId: string) => key({ about: 'run', agent, trigger, cycleId, by }));
        const id = await startCycle(client, { agent, trigger, by, ...(options.force && { force: true }) }, session.taskQueue, sign);
        const link = session.link(id);
        if (!options.wait) return { data: { cycle: id, link }, text: [id, link].filter(Boolean).join('\n') };
        const say = (line: string) => void process.stderr.write(`${line}\n`);
        // Before anything is shown: who sees the cycle may interrupt at once.
        process.once('SIGINT', () => {
          say(`the cycle goes on: npx flywheel status '${id}'`);
          process.exit(exitCodes.interrupted);
        });
        say(link ?? id);
        const result = await watchStages(session.pool, id, endOf(session, client, agent, id), say);
        return { data: { cycle: id, link, ...result }, text: describe(id, result), exitCode: exitCodeOf(result) };
      }),
    );
}

/** How the cycle ended; one that failed or was cancelled is told by its row, since Temporal's failure has no words for it. */
async function endOf({ pool }: Session, client: TemporalClient, agent: string, id: string): Promise<CycleResult> {
  try {
    const result = await cycleEnd(client, id);
    if (result.outcome === 'awaiting_approval') await releaseWaits(pool, agent, id);
    return result;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'WorkflowFailedError') throw error;
    const cycle = await findCycle(pool, id);
    return { outcome: cycle?.outcome ?? 'failed', reason: cycle?.reason ?? 'ended_from_outside' };
  }
}

/** The release opens just after the cycle's end: who is told to approve must find it there. */
async function releaseWaits(pool: Session['pool'], agent: string, cycleId: string): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    if ((await waitingReleases(pool, agent)).some((release) => release.cycle_id === cycleId)) return;
    await delay(200);
  }
}

async function preview(session: Session, agent: string, trigger: Trigger): Promise<Answer> {
  const { config } = await getAgent(session.pool, agent);
  const cutoff = new Date();
  const unclaimed = await countUnclaimed(session.pool, agent, cutoff);
  const counts = await countForTrigger(session.pool, { agent, cycleId: '', cutoff, window: config.trigger.window, lowRating: config.collect.low_rating, deafBelow: config.feedback.deaf_below });
  const would = checkTrigger({ trigger, unclaimed, ...counts }, config.trigger);
  const suite = await currentSuite(session.pool, agent);
  const judged = Math.min(unclaimed, config.annotate.budget_per_cycle);
  const data = { agent, would_train: would.go && suite !== undefined, reason: would.reason, detail: would.detail, unclaimed, judge_calls_at_most: judged, suite: suite?.id ?? null };
  const text = !would.go
    ? `nothing to learn: ${would.detail}`
    : suite
      ? `would judge at most ${judged} of ${unclaimed} new interactions, train, and compare on ${suite.cases} cases (${would.detail})`
      : 'would end without a suite: freeze one first with `npx flywheel suite import FILE`';
  return { data, text };
}

function describe(id: string, { outcome, reason }: CycleResult): string {
  const next: Partial<Record<CycleResult['outcome'], string>> = {
    no_suite: '\nfreeze regression cases first: npx flywheel suite import FILE',
    awaiting_approval: '\napprove it: npx flywheel approve --why "..."   or refuse it: npx flywheel reject --why "..."',
    failed: `\nnpx flywheel status '${id}' says more`,
  };
  return `${outcome.replaceAll('_', ' ')}${reason ? ` (${reason.replaceAll('_', ' ')})` : ''}${next[outcome] ?? ''}`;
}

function exitCodeOf({ outcome }: CycleResult): number {
  if (outcome === 'promoted' || outcome === 'nothing_to_learn') return exitCodes.done;
  if (outcome === 'rejected' || outcome === 'failed' || outcome === 'cancelled' || outcome === 'rolled_back') return exitCodes.no;
  return outcome === 'no_suite' ? exitCodes.usage : exitCodes.undecided;
}
