import { Context } from '@temporalio/activity';
import { ProviderError } from '../adapters/llm/provider-error.ts';
import { getAgent } from '../adapters/store/agents.ts';
import { storeCorrection, uncheckedCorrections, type CheckedCorrection, type UncheckedCorrection } from '../adapters/store/corrections.ts';
import { getCycle } from '../adapters/store/cycles.ts';
import { inTransaction } from '../adapters/store/database.ts';
import { openRetests, storeRetest } from '../adapters/store/retests.ts';
import { flagFeedbackDisagreements, flagForReview } from '../adapters/store/review.ts';
import { checkCorrection, statusOf, type NamedCheck } from '../core/corrections/check.ts';
import type { Dependencies } from './dependencies.ts';
import { forEachConcurrently } from './for-each.ts';
import { retestVerdict, secondJudgement, secondJudgeOf, type SecondLook } from './second-judgement.ts';

/** A correction on which the provider failed in so many attempts of its batch is left to people: it would fail tomorrow, too. */
const attemptsPerBatch = 8;

export type VerifiedBatch = { verified: number; rejected: number; proposed: number };

export function verifyActivities({ pool, metered }: Pick<Dependencies, 'pool' | 'metered'>) {
  /** @throws ProviderError that may pass */
  async function check(look: SecondLook, correction: UncheckedCorrection): Promise<CheckedCorrection> {
    const checks = checkCorrection(correction, look.annotate);
    const status = statusOf(checks);
    if (status !== 'verified' || look.annotate.second_judgement === 'none') return { status, checks, secondJudge: null };
    const second: NamedCheck = { check: 'second_judgement', ...(await secondJudgement(metered, look, correction)) };
    return { status: statusOf([second]), checks: [...checks, second], secondJudge: secondJudgeOf(look.annotate) };
  }

  async function store(cycleId: string, correction: UncheckedCorrection, checked: CheckedCorrection): Promise<void> {
    const doubts = checked.checks.filter(({ result, check }) => result === 'review' || (check === 'second_judgement' && result === 'fail'));
    await inTransaction(pool, async (db) => {
      await storeCorrection(db, cycleId, correction, checked);
      await flagForReview(db, cycleId, doubts.map(({ code }) => ({ interactionId: correction.id, rubric: 'correction', reason: code })));
    });
  }

  return {
    /** Decides which corrected replies of one batch may teach, and asks the judge about some interactions again; each result is committed by itself. Doubts go to people. */
    async verifyCorrections(cycleId: string, batch: number): Promise<VerifiedBatch> {
      const { agent, agent_version: version } = await getCycle(pool, cycleId);
      const { annotate } = (await getAgent(pool, agent, version)).config;
      const counts: VerifiedBatch = { verified: 0, rejected: 0, proposed: 0 };
      const look: SecondLook = { cycleId, agent, annotate };
      const lastAttempt = Context.current().info.attempt >= attemptsPerBatch;
      const silentOnLastAttempt = (error: unknown): null => {
        if (error instanceof ProviderError && lastAttempt) return null;
        throw error;
      };
      await forEachConcurrently(await uncheckedCorrections(pool, cycleId, batch, annotate.min_confidence), annotate.concurrency, async (correction) => {
        let checked: CheckedCorrection;
        try {
          checked = await check(look, correction);
        } catch (error) {
          if (!(error instanceof ProviderError && lastAttempt)) throw error;
          checked = { status: 'proposed', checks: [{ check: 'second_judgement', result: 'review', code: 'second_judge_out_of_reach' }], secondJudge: secondJudgeOf(annotate) };
        }
        await store(cycleId, correction, checked);
        if (checked.status !== 'human') counts[checked.status] += 1;
      });
      await forEachConcurrently(await openRetests(pool, cycleId, batch, annotate.retest_per_cycle), annotate.concurrency, async (retest) => {
        await storeRetest(pool, retest.annotationId, await retestVerdict(metered, look, retest).catch(silentOnLastAttempt));
      });
      await flagFeedbackDisagreements(pool, cycleId, batch);
      return counts;
    },
  };
}
