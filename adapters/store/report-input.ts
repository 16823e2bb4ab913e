import { judgeRecord } from '../../core/agreement/judge-record.ts';
import { judgePromptVersion } from '../../core/annotation/prompts/index.ts';
import type { DataCard } from '../../core/balancing/card.ts';
import { stages, type Stage } from '../../core/cycle/stage.ts';
import type { Outcome, Verdict } from '../../core/cycle/outcome.ts';
import type { CandidateFacts, ReleaseReportInput } from '../../core/report/release-input.ts';
import type { Language } from '../../core/signals/reason-text.ts';
import { getAgent } from './agents.ts';
import { getCandidate } from './candidates.ts';
import { cycleCandidates } from './cycle-candidates.ts';
import { cycleStages, getCycle } from './cycles.ts';
import type { Database } from './database.ts';
import { decisionsOf } from './decisions.ts';
import { evaluationsOf } from './evaluations.ts';
import { judgeTrust } from './judge-trust.ts';
import { auditTrail, championAt, pastCycles, releaseOfCycle } from './report-history.ts';
import { trainingCurve } from './training-events.ts';

type Options = {
  /** Undefined: as the agent's file says. */
  language?: Language | undefined;
  now: Date;
  code: string;
  /** How the cycle is about to end, where its row does not say so yet. */
  ended?: { outcome: Outcome; reason: string | null } | undefined;
};

/** Everything that the report of a cycle shows, as far as the cycle came. */
export async function reportInput(db: Database, cycleId: string, { language, now, code, ended }: Options): Promise<ReleaseReportInput> {
  const cycle = await getCycle(db, cycleId);
  const { config } = await getAgent(db, cycle.agent, cycle.agent_version);
  const [made, decisions, counts] = [await cycleCandidates(db, cycleId), await decisionsOf(db, cycleId), await cycleStages(db, cycleId)];
  const decided = decisions[0];
  const candidateId = decided?.candidate_id ?? made.find(({ gated }) => gated)?.candidateId;
  const championId = decided?.champion_id ?? (await championAt(db, cycle.agent, cycle.started_at));
  const candidate = candidateId === undefined ? null : await candidateFacts(db, candidateId);
  const evaluation = (await evaluationsOf(db, cycleId)).find((one) => one.candidateId === candidateId)?.report ?? null;
  const record = judgeRecord(config.annotate, judgePromptVersion(config.annotate.preferred_output_lang));
  const verdicts = new Map(decisions.map((one) => [one.candidate_id, one]));
  return {
    language: language ?? config.report.lang,
    createdAt: now.toISOString(),
    agent: cycle.agent,
    cycle: {
      id: cycleId, trigger: cycle.trigger, startedBy: cycle.started_by === null ? null : { name: cycle.started_by, how: cycle.started_how ?? 'claimed' },
      startedAt: cycle.started_at.toISOString(), endedAt: cycle.ended_at?.toISOString() ?? null, stage: cycle.stage,
      ...(cycle.outcome === null && ended ? ended : { outcome: cycle.outcome, reason: cycle.reason }),
    },
    version: { code, configuration: cycle.agent_version },
    seed: config.evaluate.seed,
    judge: config.annotate.judge,
    champion: championId === undefined ? null : await candidateFacts(db, championId),
    candidate,
    made: made.map(({ candidateId: id, kind, gated }) => ({ candidateId: id, kind, gated, verdict: (verdicts.get(id)?.verdict ?? null) as Verdict | null, delta: verdicts.get(id)?.evidence.delta ?? null })),
    costs: await costs(db, cycleId),
    decision: decided?.evidence ?? null,
    margin: config.gate.margin,
    evaluation,
    hardCases: decided && evaluation ? await hardCases(db, { cycleId, suiteId: decided.suite_id, championId: decided.champion_id, candidateId: decided.candidate_id, cases: evaluation.suite.cases }) : [],
    trust: { known: await judgeTrust(db, cycle.agent, record.id, now), wanted: { kappaLow: config.gate.judge_trust.kappa_low, labels: config.gate.judge_trust.labels } },
    stages: counts,
    dataset: await cardOf(db, counts['balance']?.['datasetId'] ?? candidate?.datasetId),
    curve: candidate?.trainingKey ? await trainingCurve(db, candidate.trainingKey) : [],
    history: await pastCycles(db, cycle.agent, cycleId),
    release: await releaseOfCycle(db, cycleId),
    audit: await auditTrail(db, cycle.agent),
  };
}

async function candidateFacts(db: Database, id: string): Promise<CandidateFacts> {
  const one = await getCandidate(db, id);
  const { rows } = await db.query<{ provider_job_id: string | null }>('select provider_job_id from training_jobs where key = $1', [one.training_key]);
  return {
    id, model: one.model, baseModel: one.base_model, examples: one.examples.length, routes: one.routing?.rules.length ?? 0,
    datasetId: one.dataset_id, trainingKey: one.training_key, job: rows[0]?.provider_job_id ?? null, taintedAt: one.tainted_at?.toISOString() ?? null,
  };
}

async function costs(db: Database, cycleId: string): Promise<ReleaseReportInput['costs']> {
  const { rows } = await db.query<{ stage: Stage; calls: number; costUsd: number; unpriced: number }>(
    `select stage, coalesce(sum(calls), 0)::int8 as calls, coalesce(sum(cost_usd), 0)::float8 as "costUsd", count(*) filter (where cost_usd is null)::int as unpriced
     from ledger where cycle_id = $1 group by stage`,
    [cycleId],
  );
  return stages.flatMap((stage) => rows.filter((row) => row.stage === stage));
}

/** Every case that must never be lost, with the mean score of both sides. */
async function hardCases(db: Database, of: { cycleId: string; suiteId: string; championId: string; candidateId: string; cases: number }): Promise<ReleaseReportInput['hardCases']> {
  const score = (side: number): string => `(select avg(r.score) from results r where r.suite_id = c.suite_id and r.case_id = c.case_id and r.candidate_id = $${side} and r.settings = e.settings)`;
  const { rows } = await db.query<ReleaseReportInput['hardCases'][number]>(
    `select c.case_id as "caseId", c.part = 'sealed' as sealed, ${score(3)} as champion, ${score(4)} as candidate
     from suite_cases c join evaluations e on e.cycle_id = $1 and e.candidate_id = $4
     where c.suite_id = $2 and c.hard and c.position < $5 order by c.case_id`,
    [of.cycleId, of.suiteId, of.championId, of.candidateId, of.cases],
  );
  return rows;
}

/** Of a dataset of this cycle; an older one may have no card. */
async function cardOf(db: Database, datasetId: unknown): Promise<DataCard | null> {
  if (typeof datasetId !== 'string') return null;
  const { rows } = await db.query<{ card: DataCard | null }>(`select report->'card' as card from datasets where id = $1`, [datasetId]);
  return rows[0]?.card ?? null;
}
