import { cycleCandidates, type CycleCandidate } from '../../adapters/store/cycle-candidates.ts';
import { costOfCycle } from '../../adapters/store/ledger.ts';
import { cycleStages, findCycle, latestCycle, type Cycle } from '../../adapters/store/cycles.ts';
import { findDecision } from '../../adapters/store/decisions.ts';
import { failuresOf } from '../../adapters/store/failures.ts';
import { findChampion } from '../../adapters/store/champions.ts';
import { remediesOf, type StoredRemedy } from '../../adapters/store/remedies.ts';
import { orphanedJobs } from '../../adapters/store/orphaned-jobs.ts';
import { trainingsOfCycle, type TrainingSummary } from '../../adapters/store/training-jobs.ts';
import { waitingReleases } from '../../adapters/store/releases.ts';
import { InputError } from '../../core/errors/input-error.ts';
import { candidateLines, remedyLines, taintOf } from '../candidate-lines.ts';
import { agentCommand, answerForAgent, type CommonOptions } from '../command.ts';
import type { Session } from '../session.ts';
import { stageAtWork, stageLines, type StageCounts } from '../stage-text.ts';
import { adviceLines, orphanLines, trainingLines } from '../training-text.ts';

/** The `status` command: where an agent's latest cycle, or the one named, stands. */
export const statusCommand = () =>
  agentCommand('status', 'where things stand: champion, latest cycle, waiting releases')
    .argument('[cycle]', 'a cycle\'s id (default: the latest)')
    .action((id: string | undefined, options: CommonOptions) =>
      answerForAgent(options, async (session, agent) => {
        const champion = await findChampion(session.pool, agent);
        const cycle = id === undefined ? await latestCycle(session.pool, agent) : await findCycle(session.pool, id);
        if (id !== undefined && cycle?.agent !== agent) throw new InputError({ field: 'cycle', found: id, expected: `the id of a cycle of ${agent}` });
        const waiting = await waitingReleases(session.pool, agent);
        const details = cycle && (await detailsOf(session, cycle));
        const orphans = await orphanedJobs(session.pool);
        const lines = [
          `${agent}: ${champion?.id} serves (${champion?.model})`,
          ...(champion && champion.tainted_at !== null ? [`  it ${taintOf(champion)}`] : []),
          ...(details ? describe(details) : ['no cycle yet: npx flywheel run']),
          ...waiting.flatMap((release) => [`waits for approval: ${release.candidate_id} of ${release.cycle_id}`, ...(release.tainted_at === null ? [] : [`  it ${taintOf(release)}`])]),
          ...orphanLines(orphans),
        ];
        return { data: { agent, champion: champion && { id: champion.id, model: champion.model, tainted_at: champion.tainted_at, erased_parts: champion.erased_parts }, cycle: details ?? null, waiting, orphaned_jobs: orphans }, text: lines.join('\n') };
      }),
    );

type Details = Cycle & {
  stages: StageCounts;
  candidates: CycleCandidate[];
  remedies: StoredRemedy[];
  cost_usd: number;
  sentence: string | undefined;
  failures: Awaited<ReturnType<typeof failuresOf>>;
  trainings: TrainingSummary[];
  link: string | undefined;
  /** Of a cycle that has not ended: whether Temporal still runs it; null when Temporal does not answer. */
  run_open?: boolean | null;
};

async function detailsOf(session: Session, cycle: Cycle): Promise<Details> {
  const [found, cost, decision, failures, candidates, remedies, trainings] = await Promise.all([
    cycleStages(session.pool, cycle.id), costOfCycle(session.pool, cycle.id), findDecision(session.pool, cycle.id), failuresOf(session.pool, cycle.id),
    cycleCandidates(session.pool, cycle.id), remediesOf(session.pool, cycle.id),
    trainingsOfCycle(session.pool, cycle.id),
  ]);
  const open = cycle.ended_at === null ? { run_open: await runOpen(session, cycle) } : {};
  return { ...cycle, ...open, stages: found, candidates, remedies, cost_usd: cost.costUsd, sentence: decision?.evidence.sentence, failures, trainings, link: session.link(cycle.id) };
}

/** A run that was terminated could not say so itself. */
async function runOpen(session: Session, cycle: Cycle): Promise<boolean | null> {
  try {
    const { isRunOpen } = await import('../../adapters/temporal/runs.ts');
    return await isRunOpen(await session.temporal(), cycle.id, cycle.run_id);
  } catch {
    return null;
  }
}

function describe(cycle: Details): string[] {
  const atWork = cycle.run_open === false ? 'was ended from outside during' : 'running,';
  const ended = cycle.outcome ?? `${atWork} ${stageAtWork(cycle.stages)}`;
  return [
    `${cycle.id}: ${ended.replaceAll('_', ' ')}${cycle.reason ? ` (${cycle.reason.replaceAll('_', ' ')})` : ''}, $${cycle.cost_usd.toFixed(4)}`,
    ...(cycle.run_open === false ? ['  the next cycle gets its interactions: npx flywheel run'] : []),
    ...stageLines(cycle.stages).map((line) => `  ${line}`),
    ...candidateLines(cycle.candidates).map((line) => `  candidate ${line}`),
    ...remedyLines(cycle.remedies).map((line) => `  bad cases ${line}`),
    ...trainingLines(cycle.trainings).map((line) => `  ${line}`),
    ...adviceLines(cycle.reason).map((line) => `  ${line}`),
    ...(cycle.sentence ? [`  ${cycle.sentence}`] : []),
    ...cycle.failures.slice(0, 5).map((failure) => `  failed attempt ${failure.attempt} of ${failure.activity}: ${failure.type}${failure.status ? ` ${failure.status}` : ''}`),
    ...(cycle.link ? [`  ${cycle.link}`] : []),
  ];
}
