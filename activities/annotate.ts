import { Context } from '@temporalio/activity';
import { BudgetSpent } from '../adapters/llm/budget-spent.ts';
import { ProviderError } from '../adapters/llm/provider-error.ts';
import { getAgent } from '../adapters/store/agents.ts';
import { countSkipped, noteFailedItem, skipUnjudged, unjudged, type ToAnnotate } from '../adapters/store/annotation-plan.ts';
import { countAnnotations, storeAnnotation } from '../adapters/store/annotations.ts';
import { countCorrections } from '../adapters/store/corrections.ts';
import { finishStage, getCycle } from '../adapters/store/cycles.ts';
import { storeFailure } from '../adapters/store/failures.ts';
import { storeJudgement } from '../adapters/store/judgements.ts';
import { recordJudge } from '../adapters/store/judges.ts';
import { knownIntents } from '../adapters/store/samples.ts';
import { spentBy } from '../adapters/store/ledger.ts';
import { judgeRecord, type JudgeRecord } from '../core/agreement/judge-record.ts';
import { annotateOne, type JudgeCall } from '../core/annotation/annotate-one.ts';
import { judgeOptions } from '../core/annotation/judge-options.ts';
import { judgePromptVersion } from '../core/annotation/prompts/index.ts';
import { judgeQuestion } from '../core/annotation/question.ts';
import { milliseconds } from '../core/config/duration.ts';
import type { FlywheelConfig } from '../core/config/flywheel.ts';
import { itemKey } from '../core/cycle/ids.ts';
import type { Dependencies } from './dependencies.ts';
import { flagContradictions } from './flag-contradictions.ts';
import { forEachConcurrently } from './for-each.ts';

/** More intents than this would crowd the prompt; the frequent ones come first. */
const shownIntents = 200;
/**
 * An item on which the provider failed so often, while it answered others, is given up: it would fail tomorrow, too. A last
 * few items may have nobody beside them: after many more attempts, some ten minutes, they do not hold up all the rest.
 */
const patience = { attempts: 5, attemptsAtTheEnd: 15, lastFew: 0.1 };

export type Stopped = BudgetSpent['reason'] | null;
export type AnnotatedBatch = { annotated: number; failed: number; costUsd: number; stopped: Stopped };
export type AnnotatedCycle = { annotated: number; failed: number; bad: number; skipped: number; costUsd: number };

/** One stage of one cycle, as its agent is configured. */
type Work = { cycleId: string; agent: string; config: FlywheelConfig; record: JudgeRecord; intents: readonly string[] };

export function annotateActivities({ pool, metered }: Pick<Dependencies, 'pool' | 'metered'>) {
  const about = ({ cycleId, record }: Work, { id }: ToAnnotate) => ({ cycleId, interactionId: id, judge: record.model, judgeId: record.id, promptVersion: record.promptVersion });

  /**
   * Judges one interaction; what the judge says is stored as soon as it is known.
   *
   * @throws BudgetSpent, ProviderError
   */
  async function judge(work: Work, item: ToAnnotate): Promise<void> {
    const { cycleId, agent, config, intents } = work;
    const { annotate, analyze } = config;
    const key = itemKey(cycleId, 'annotate', String(item.id));
    let asked = 0;
    const ask = ({ messages, jsonSchema }: JudgeCall) =>
      metered.ask(
        {
          model: annotate.judge, messages, jsonSchema,
          timeoutMs: milliseconds(annotate.request_timeout),
          signal: Context.current().cancellationSignal,
          among: { name: `${cycleId}/annotate`, concurrency: annotate.concurrency },
        },
        {
          key: ++asked === 1 ? key : `${key}/${asked}`,
          agent, cycleId, stage: 'annotate', interactionId: item.id,
          budget: annotate.budget, promptVersion: judgePromptVersion(annotate.preferred_output_lang), reuseForMs: milliseconds(annotate.reuse_answers_for),
        },
      );
    const { judgement, raw, fault, status, calls } = await annotateOne(ask, judgeQuestion(item, annotate, analyze.signals), judgeOptions(annotate, intents));
    const verdict = { ...about(work, item), raw, fault, repaired: status === 'repaired' };
    if (judgement) await storeJudgement(pool, { ...verdict, status: 'ok', judgement }, item, analyze.signals);
    else await storeAnnotation(pool, { ...verdict, status: 'unparsable', judgement });
    // What could not be used is asked anew another day, and values of personal data are kept nowhere.
    if (!judgement || judgement.pii.length > 0) await metered.forget(calls.map(({ reply }) => reply.answerKey));
  }

  /** A provider that fails on one text (its length, its policy, its bugs) must not stop the others. Returns whether the item is done with. */
  async function accountFor(error: ProviderError, work: Work, item: ToAnnotate): Promise<boolean> {
    const { type, status, requestId, detail } = error;
    const giveUp = async (as: 'refused' | 'unavailable'): Promise<boolean> => {
      await storeFailure(pool, { workflowId: work.cycleId, activity: 'annotateBatch', attempt: Context.current().info.attempt, type, status, requestId, detail });
      await storeAnnotation(pool, { ...about(work, item), status: as, judgement: null, raw: null, fault: null, repaired: false });
      return true;
    };
    if (type === 'provider_bad_request') return giveUp('refused');
    if (!error.retryable) throw error;
    if (type === 'provider_rate_limited') return false;
    const { attempts, modelAnswers, open } = await noteFailedItem(pool, work.cycleId, item.id, work.config.annotate.judge);
    const itself = attempts >= patience.attempts && modelAnswers;
    const atTheEnd = attempts >= patience.attemptsAtTheEnd && open <= patience.lastFew;
    return itself || atTheEnd ? giveUp('unavailable') : false;
  }

  return {
    /** Judges what is not judged yet of one batch. Each verdict is committed by itself; `stopped`: the budget allows no more. */
    async annotateBatch(cycleId: string, batch: number): Promise<AnnotatedBatch> {
      const { agent, agent_version: version } = await getCycle(pool, cycleId);
      const { config } = await getAgent(pool, agent, version);
      const { annotate } = config;
      const record = judgeRecord(annotate, judgePromptVersion(annotate.preferred_output_lang));
      await recordJudge(pool, record);
      const work: Work = { cycleId, agent, config, record, intents: annotate.intents.length > 0 ? annotate.intents : await knownIntents(pool, agent, shownIntents) };
      let stopped: Stopped = null;
      let answered = 0;
      const failures: ProviderError[] = [];
      await forEachConcurrently(await unjudged(pool, cycleId, batch), annotate.concurrency, async (item) => {
        // A provider that answers nobody is asked again later, not for every item.
        if (stopped !== null || (answered === 0 && failures.length >= annotate.concurrency)) return;
        try {
          await judge(work, item);
          answered += 1;
        } catch (error) {
          if (error instanceof BudgetSpent) stopped = error.reason;
          else if (!(error instanceof ProviderError)) throw error;
          else if (!(await accountFor(error, work, item))) failures.push(error);
        }
      });
      // Those that are left are what the next attempt is about, after the longest pause that was asked for.
      const [worst] = failures.toSorted((a, b) => (b.retryAfterMs ?? 0) - (a.retryAfterMs ?? 0));
      if (worst && stopped === null) throw worst;
      const { annotated, failed } = await countAnnotations(pool, cycleId, batch);
      return { annotated, failed, costUsd: (await spentBy(pool, cycleId, 'annotate')).costUsd, stopped };
    },

    /** What the stage came to; what the budget left out is accounted for and free for the next cycle. */
    async finishAnnotation(cycleId: string, stopped: Stopped): Promise<AnnotatedCycle> {
      if (stopped !== null) await skipUnjudged(pool, cycleId, stopped);
      const { verified, rejected, proposed } = await countCorrections(pool, { cycleId });
      const contradictions = await flagContradictions(pool, (await getCycle(pool, cycleId)).agent, cycleId);
      const [counted, skipped, spent] = await Promise.all([countAnnotations(pool, cycleId), countSkipped(pool, cycleId), spentBy(pool, cycleId, 'annotate')]);
      const { costUsd, calls, cached, lost, promptTokens, completionTokens } = spent;
      await finishStage(pool, cycleId, 'annotate', {
        ...counted, correctionsVerified: verified, correctionsRejected: rejected, correctionsProposed: proposed, contradictions, skipped, ...(stopped !== null && { stopped }), calls, cached, lost, tokens: promptTokens + completionTokens, costUsd,
      });
      return { ...counted, skipped, costUsd };
    },
  };
}
