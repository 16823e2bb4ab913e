import type { GateVerdict } from '../gate/gate-verdict.ts';
import { sliceNames, type CaseFacts, type SideCase } from './case-record.ts';
import type { ChangedCase, EvaluationReport, EvaluationWarning, SideSummary } from './evaluation-report.ts';
import { foundAgainst } from './gate-evidence.ts';
import { isPairwise } from './judged-graders.ts';

export type ComparisonInput = {
  suite: EvaluationReport['suite'];
  settings: EvaluationReport['settings'];
  cases: readonly CaseFacts[];
  champion: { summary: SideSummary; outcomes: ReadonlyMap<string, SideCase>; names: readonly string[] };
  candidate: { summary: SideSummary; outcomes: ReadonlyMap<string, SideCase> };
  pairs?: EvaluationReport['pairs'];
  verdict: GateVerdict;
  warnings: readonly EvaluationWarning[];
};

/** Cases whose replies a report shows in full; the counts tell the rest. */
const shownCases = 200;

/** What a person reads of an evaluation, from the answers and the gate's tests on them. */
export function comparisonReport({ suite, settings, cases, champion, candidate, pairs, verdict, warnings }: ComparisonInput): EvaluationReport {
  const facts = new Map(cases.map((one) => [one.caseId, one]));
  const changed = (ids: readonly string[]): ChangedCase[] =>
    ids.slice(0, shownCases).flatMap((id) => {
      const one = facts.get(id);
      return one ? [changedCase(one, champion.outcomes.get(id), candidate.outcomes.get(id))] : [];
    });
  const regressions = cases.filter((one) => foundAgainst(one, champion.names));
  const passed = (outcomes: ReadonlyMap<string, SideCase>) => regressions.filter(({ caseId }) => outcomes.get(caseId)?.passed === true).length;
  const both = (wanted: boolean): number =>
    cases.filter((one) => {
      // Of a pair it is known which reply is better, not whether either is right.
      if (foundAgainst(one, champion.names) || isPairwise(one.grader)) return false;
      const [was, is] = [champion.outcomes.get(one.caseId), candidate.outcomes.get(one.caseId)];
      return was !== undefined && is !== undefined && was.score === is.score && was.passed === wanted;
    }).length;
  return {
    suite, settings,
    champion: champion.summary,
    candidate: candidate.summary,
    paired: { n: verdict.n, lost: verdict.lost, gained: verdict.gained, bothRight: both(true), bothWrong: both(false) },
    ...(pairs && { pairs }),
    slices: verdict.slices.map(({ name, n, champion: before, candidate: after, delta, ci, lost, gained }) => ({ name, n, champion: before, candidate: after, delta, ci, lost, gained })),
    lost: changed(verdict.cases.lost),
    gained: changed(verdict.cases.gained),
    regressions: { n: regressions.length, championPassed: passed(champion.outcomes), candidatePassed: passed(candidate.outcomes) },
    warnings: [...warnings],
  };
}

function changedCase(facts: CaseFacts, was: SideCase | undefined, is: SideCase | undefined): ChangedCase {
  const sealed = facts.part === 'sealed';
  const shown = (text: string | undefined): string | null => (sealed ? null : (text ?? null));
  return {
    caseId: facts.caseId, sealed, hard: facts.hard, intent: sealed ? null : facts.intent, slices: sealed ? [] : sliceNames(facts),
    question: shown(facts.question), expected: shown(facts.expected), champion: shown(was?.reply), candidate: shown(is?.reply),
  };
}
