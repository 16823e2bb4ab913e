import { Context } from '@temporalio/activity';
import { BudgetSpent } from '../adapters/llm/budget-spent.ts';
import { ProviderError } from '../adapters/llm/provider-error.ts';
import { getAgent } from '../adapters/store/agents.ts';
import { countSkipped, noteFailedItem, skipUnjudged, unjudged, type ToAnnotate } from '../adapters/store/annotation-plan.ts';
import { countAnnotations, storeAnnotation, type NewAnnotation } from '../adapters/store/annotations.ts';
import { finishStage, getCycle, type Cycle } from '../adapters/store/cycles.ts';
import { storeFailure } from '../adapters/store/failures.ts';
import { knownIntents } from '../adapters/store/samples.ts';
import { spentBy } from '../adapters/store/spending.ts';
import { annotateOne, type JudgeCall } from '../core/annotation/annotate-one.ts';
import type { AnnotateConfig } from '../core/annotation/config.ts';
import { judgeOptions } from '../core/annotation/judge-options.ts';
import { judgePromptVersion } from '../core/annotation/prompts/index.ts';
import { milliseconds } from '../core/config/duration.ts';
import { itemKey } from '../core/cycle/ids.ts';
import type { Dependencies } from './dependencies.ts';
import { forEachConcurrently } from './for-each.ts';

/** More intents than this would crowd the prompt; the frequent ones come first. */
const shownIntents = 200;
/** An item on which the provider failed so often, while it answered others, is given up: it would fail tomorrow, too. */
const attemptsPerItem = 5;

export type Stopped = BudgetSpent['reason'] | null;
export type AnnotatedBatch = { annotated: number; failed: number; costUsd: number; stopped: Stopped };
export type AnnotatedCycle = { annotated: number; failed: number; bad: number; skipped: number; costUsd: number };

export function annotateActivities({ pool, metered }: Dependencies) {
  /**
   * Judges one interaction; what the judge says is stored as soon as it is known.
   *
   * @throws BudgetSpent, ProviderError
   */
  async function judge(cycle: Cycle, config: AnnotateConfig, intents: readonly string[], item: ToAnnotate): Promise<void> {
    const key = itemKey(cycle.id, 'annotate', String(item.id));
    const promptVersion = judgePromptVersion(config.preferred_output_lang);
    let calls = 0;
    const ask = ({ messages, jsonSchema }: JudgeCall) =>
      metered.ask(
        {
          model: config.judge, messages, jsonSchema,
          timeoutMs: milliseconds(config.request_timeout),
          signal: Context.current().cancellationSignal,
          among: { name: `${cycle.id}/annotate`, concurrency: config.concurrency },
        },
        {
          key: ++calls === 1 ? key : `${key}/${calls}`,
          agent: cycle.agent, cycleId: cycle.id, stage: 'annotate', interactionId: item.id,
          budget: config.budget, promptVersion, reuseForMs: milliseconds(config.reuse_answers_for),
        },
      );
    const annotated = await annotateOne(ask, item, judgeOptions(config, intents));
    const { judgement, raw, fault, status } = annotated;
    await store(cycle, config, item, { status: judgement ? 'ok' : 'unparsable', judgement, raw, fault, repaired: status === 'repaired' });
    // What could not be used is asked anew another day, and values of personal data are kept nowhere.
    if (!judgement || judgement.pii.length > 0) await metered.forget(annotated.calls.map(({ reply }) => reply.answerKey));
  }

  const store = (cycle: Cycle, { judge: model, preferred_output_lang: language }: AnnotateConfig, { id }: ToAnnotate, verdict: Omit<NewAnnotation, 'cycleId' | 'interactionId' | 'judge' | 'promptVersion'>) =>
    storeAnnotation(pool, { cycleId: cycle.id, interactionId: id, judge: model, promptVersion: judgePromptVersion(language), ...verdict });

  /** A provider that fails on one text (its length, its policy, its bugs) must not stop the others. Returns whether the item is done with. */
  async function accountFor(error: ProviderError, cycle: Cycle, config: AnnotateConfig, item: ToAnnotate): Promise<boolean> {
    const { type, status, requestId, detail } = error;
    const giveUp = async (as: 'refused' | 'unavailable'): Promise<boolean> => {
      await storeFailure(pool, { workflowId: cycle.id, activity: 'annotateBatch', attempt: Context.current().info.attempt, type, status, requestId, detail });
      await store(cycle, config, item, { status: as, judgement: null, raw: null, fault: null, repaired: false });
      return true;
    };
    if (type === 'provider_bad_request') return giveUp('refused');
    if (!error.retryable) throw error;
    if (type === 'provider_rate_limited') return false;
    const { attempts, modelAnswers } = await noteFailedItem(pool, cycle.id, item.id, config.judge);
    return attempts >= attemptsPerItem && modelAnswers ? giveUp('unavailable') : false;
  }

  return {
    /** Judges what is not judged yet of one batch. Each verdict is committed by itself; `stopped`: the budget allows no more. */
    async annotateBatch(cycleId: string, batch: number): Promise<AnnotatedBatch> {
      const cycle = await getCycle(pool, cycleId);
      const { annotate } = (await getAgent(pool, cycle.agent, cycle.agent_version)).config;
      const intents = annotate.intents.length > 0 ? annotate.intents : await knownIntents(pool, cycle.agent, shownIntents);
      let stopped: Stopped = null;
      let answered = 0;
      const failures: ProviderError[] = [];
      await forEachConcurrently(await unjudged(pool, cycleId, batch), annotate.concurrency, async (item) => {
        // A provider that answers nobody is asked again later, not for every item.
        if (stopped !== null || (answered === 0 && failures.length >= annotate.concurrency)) return;
        try {
          await judge(cycle, annotate, intents, item);
          answered += 1;
        } catch (error) {
          if (error instanceof BudgetSpent) stopped = error.reason;
          else if (!(error instanceof ProviderError)) throw error;
          else if (!(await accountFor(error, cycle, annotate, item))) failures.push(error);
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
      const [counted, skipped, spent] = await Promise.all([countAnnotations(pool, cycleId), countSkipped(pool, cycleId), spentBy(pool, cycleId, 'annotate')]);
      const { costUsd, calls, cached, lost, promptTokens, completionTokens } = spent;
      await finishStage(pool, cycleId, 'annotate', {
        ...counted, skipped, ...(stopped !== null && { stopped }), calls, cached, lost, tokens: promptTokens + completionTokens, costUsd,
      });
      return { ...counted, skipped, costUsd };
    },
  };
}
