import type { JudgeTrust } from '../agreement/trust.ts';
import type { GateCase, GateEvidence, GateSide } from '../gate/evidence.ts';
import { cameOfBadExchange } from '../suite/source-cases.ts';
import { isWhole } from '../gate/paired-sample.ts';
import { sliceNames, type CaseFacts, type SideCase } from './case-record.ts';
import { isPairwise } from './judged-graders.ts';
import type { ScoredPair, ScoredPairs } from './judged/score-pairs.ts';
import type { ReplyForm } from './reply-form.ts';

type Outcomes = ReadonlyMap<string, SideCase>;

export type EvidenceInput = {
  cases: readonly CaseFacts[];
  champion: Outcomes;
  candidate: Outcomes;
  anchor?: Outcomes;
  /** Of the cases that hold replies against each other: the candidate's beside the champion's, and beside the anchor's. */
  pairs?: { champion: ScoredPairs; anchor?: ScoredPairs };
  /** Scores of hard cases that were asked again, by case. */
  reruns?: ReadonlyMap<string, readonly number[]>;
  /** The names under which the champion answers. */
  championNames: readonly string[];
  /** And those of the anchor. */
  anchorNames?: readonly string[];
  /** Graders whose score is a model's judgement. */
  judgedBy?: (grader: string) => boolean;
  judge?: JudgeTrust | null;
  /**
   * Cases that both sides were asked at about the same time; without it all. An answer of last week met another load at the
   * provider: its latency says nothing about this candidate's.
   */
  askedTogether?: ReadonlySet<string>;
  /** Latencies of the champion, milliseconds, that count instead of those of its stored answers. */
  championTimings?: ReadonlyMap<string, number>;
  formOf?: (reply: string, question: string) => ReplyForm;
  contaminated?: readonly string[];
  previouslyRolledBack: boolean;
  extended: boolean;
};

/**
 * A bad case that this very champion has produced: it was chosen because the champion fails it, so in the comparison it
 * could only flatter the candidate. Under the next champion it counts like any other. Where the log named no model it may
 * have been any; where a team wrote the case and names none, it guards from the first day.
 */
export const foundAgainst = ({ caseId, kind, foundModel }: Pick<CaseFacts, 'caseId' | 'kind' | 'foundModel'>, championNames: readonly string[]): boolean =>
  kind === 'regression' && (foundModel === null ? cameOfBadExchange({ caseId, kind }) : championNames.includes(foundModel));

/**
 * The evidence for the gate from graded answers. An error in the place of an answer never helps the candidate: it counts
 * as failed by the candidate, and as passed by the champion and the anchor. A pair counts by its own scores; one that was never compared
 * is a case that is missing.
 */
export function gateEvidence(input: EvidenceInput): GateEvidence {
  const compared = input.cases.filter((one) => !foundAgainst(one, input.championNames));
  const cases = compared.flatMap((facts): GateCase[] => {
    const champion = input.champion.get(facts.caseId);
    const candidate = input.candidate.get(facts.caseId);
    if (!champion || !candidate) return [];
    const itsOwn = foundAgainst(facts, input.anchorNames ?? []);
    const anchor = itsOwn ? undefined : input.anchor?.get(facts.caseId);
    const reruns = input.reruns?.get(facts.caseId);
    const preference = isPairwise(facts.grader);
    const pair = preference ? input.pairs?.champion.scores.get(facts.caseId) : { reference: inFavour(champion), candidate: candidate.score };
    if (!pair) return [];
    const best = anchor && (preference ? ofAnchor(input.pairs?.anchor?.scores.get(facts.caseId)) : { score: inFavour(anchor) });
    return [
      {
        id: facts.caseId,
        champion: sideOf({ ...champion, latencyMs: input.championTimings?.get(facts.caseId) ?? champion.latencyMs }, facts, input, pair.reference),
        candidate: sideOf(candidate, facts, input, pair.candidate),
        ...(best && { anchor: best }),
        ...(input.anchor && itsOwn && { foundAgainstAnchor: true }),
        ...(preference && { preference }),
        slices: sliceNames(facts),
        ...(facts.group !== null && { group: facts.group }),
        hard: facts.hard,
        ...(reruns && { reruns }),
        ...(input.judgedBy?.(facts.grader) === true && { judged: true }),
      },
    ];
  });
  const whole = cases.every(({ champion, candidate, preference }) => isWhole({ reference: champion.score, candidate: candidate.score, preference }));
  const repeated = [...input.candidate.values()].some(({ repeats }) => repeats > 1);
  return {
    cases, kind: whole && !repeated ? 'pass' : 'score', expectedCases: compared.length,
    previouslyRolledBack: input.previouslyRolledBack,
    ...(input.contaminated && { contaminated: input.contaminated.filter((id) => cases.some((one) => one.id === id)) }),
    ...(input.judge !== undefined && { judge: input.judge }),
    ...(input.pairs && { pairs: input.pairs.champion.tally }),
    extended: input.extended,
  };
}

const ofAnchor = (pair: ScoredPair | undefined): GateCase['anchor'] => pair && { score: pair.reference, candidate: pair.candidate };

const inFavour = ({ score, errors, repeats }: SideCase): number => Math.min(1, score + errors / repeats);

function sideOf(outcome: SideCase, { caseId, question }: CaseFacts, { formOf, askedTogether }: EvidenceInput, score: number): GateSide {
  return {
    score,
    ...(outcome.latencyMs !== null && (askedTogether?.has(caseId) ?? true) && { latencyMs: outcome.latencyMs }),
    ...(outcome.costUsd !== null && { costUsd: outcome.costUsd }),
    // The form of an answer that was never given is no drift.
    ...(formOf && outcome.errors < outcome.repeats && { form: formOf(outcome.reply, question) }),
  };
}
