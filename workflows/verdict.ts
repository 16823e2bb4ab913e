import type { Verdict } from '../core/cycle/outcome.ts';
import { concludeGate, decide, growSuite, recheckHardCases, summarise } from './activities.ts';
import { askAll, compareAll, type Evaluated } from './evaluation.ts';
import { mark, type Progress } from './progress.ts';

/** What the gate says of the one candidate that it says most for. */
export type Decided = {
  verdict: Verdict;
  reasonCodes: string[];
  candidateId: string;
  /** It could not be decided, and the policy wants a person to: the release waits for one, whatever it is configured to do. */
  asks: boolean;
};

/** Puts every candidate of the cycle before the gate; of those that may be promoted the best by point estimate goes on. */
export async function decideRelease(cycleId: string, evaluated: Evaluated, progress: Progress): Promise<Decided> {
  progress.begin('release');
  for (const candidateId of evaluated.candidateIds) await judge(cycleId, evaluated, candidateId);
  const decided = await concludeGate.executeWithOptions({ summary: 'the verdict' }, [cycleId]);
  const { added } = await growSuite.executeWithOptions({ summary: 'confirmed bad cases into the next suite' }, [cycleId, evaluated.suiteId]);
  const { verdict, reasonCodes } = decided;
  mark({ verdict });
  progress.finish(`${verdict}: ${reasonCodes.join(', ').replaceAll('_', ' ')}${added > 0 ? `; ${added} former bad cases join the suite` : ''}`);
  return decided;
}

/** Asks the gate; lost hard cases are asked again once, and the reserve is drawn at most once. */
async function judge(cycleId: string, { candidateIds, ...plan }: Evaluated, candidateId: string): Promise<void> {
  const question = { ...plan, candidateId, of: candidateIds.length, looked: plan.cases, rechecked: false };
  for (;;) {
    const { next } = await decide.executeWithOptions({ summary: 'the gate' }, [cycleId, question]);
    if (next === undefined) return;
    if (next.do === 'recheck') {
      await recheckHardCases.executeWithOptions({ summary: 'ask lost hard cases again' }, [cycleId, question]);
      question.rechecked = true;
      continue;
    }
    await askAll(cycleId, { ...plan, candidateIds: [candidateId] }, { from: plan.cases, to: next.to });
    question.looked = next.to;
    // What comes in from the reserve may be new hard cases to lose.
    question.rechecked = false;
    for (const side of [plan.championId, candidateId, ...(plan.anchorId === null ? [] : [plan.anchorId])]) {
      await summarise.executeWithOptions({ summary: 'the enlarged comparison' }, [cycleId, side, plan.suiteId, next.to, plan.cases]);
    }
    await compareAll(cycleId, { ...plan, candidateIds: [candidateId] }, { from: plan.cases, to: next.to });
  }
}
