import { Context } from '@temporalio/activity';
import type { ChatReply } from '../adapters/llm/chat.ts';
import { ProviderError } from '../adapters/llm/provider-error.ts';
import { getAgent } from '../adapters/store/agents.ts';
import { annotatable, countAnnotations, storeAnnotation, storePlan, unjudged, type ToAnnotate } from '../adapters/store/annotations.ts';
import { finishStage, getCycle, type Cycle } from '../adapters/store/cycles.ts';
import { storeFailure } from '../adapters/store/failures.ts';
import { costOfCycle } from '../adapters/store/ledger.ts';
import { knownIntents } from '../adapters/store/samples.ts';
import type { AnnotateConfig } from '../core/annotation/config.ts';
import { annotateOne, type JudgeCall } from '../core/annotation/annotate-one.ts';
import { judgeOptions } from '../core/annotation/judge-options.ts';
import { planAnnotation } from '../core/annotation/plan.ts';
import { judgePromptVersion } from '../core/annotation/prompts/index.ts';
import { milliseconds } from '../core/config/duration.ts';
import { itemKey } from '../core/cycle/ids.ts';
import type { Dependencies } from './dependencies.ts';
import { forEachConcurrently } from './for-each.ts';

/** More intents than this would crowd the prompt; the frequent ones come first. */
const shownIntents = 200;

const totalOf = (replies: readonly ChatReply[]) => ({
  promptTokens: replies.reduce((sum, { promptTokens }) => sum + promptTokens, 0),
  completionTokens: replies.reduce((sum, { completionTokens }) => sum + completionTokens, 0),
  costUsd: replies.some(({ costUsd }) => costUsd === null) ? null : replies.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0),
});

export function annotateActivities({ pool, chat }: Dependencies) {
  /** One interaction judged; what the judge says is stored with what it cost. */
  async function judge(cycle: Cycle, config: AnnotateConfig, intents: readonly string[], item: ToAnnotate): Promise<void> {
    const annotation = { cycleId: cycle.id, interactionId: item.id, judge: config.judge, promptVersion: judgePromptVersion(config.preferred_output_lang) };
    const paid = { key: itemKey(cycle.id, 'annotate', String(item.id)), agent: cycle.agent, cycleId: cycle.id, stage: 'annotate', model: config.judge };
    try {
      const ask = (call: JudgeCall) => chat({
        model: config.judge,
        messages: call.messages,
        jsonSchema: call.jsonSchema,
        timeoutMs: milliseconds(config.request_timeout),
        signal: Context.current().cancellationSignal,
      });
      const { judgement, raw, fault, status, calls } = await annotateOne(ask, item, judgeOptions(config, intents));
      const replies = calls.map(({ reply }) => reply);
      await storeAnnotation(pool, { ...annotation, judgement, raw, fault, repaired: status === 'repaired' }, { ...paid, ...totalOf(replies) });
    } catch (error) {
      // A provider that refuses this one text (length, policy) must not stop the others.
      if (!(error instanceof ProviderError && error.type === 'provider_bad_request')) throw error;
      const { type, status, requestId, detail } = error;
      await storeFailure(pool, { workflowId: cycle.id, activity: 'annotateBatch', attempt: Context.current().info.attempt, type, status, requestId, detail });
      await storeAnnotation(pool, { ...annotation, judgement: null, raw: null, fault: null, repaired: false }, { ...paid, costUsd: 0 });
    }
  }

  return {
    /** Decides once what the budget is spent on. */
    async planAnnotation(cycleId: string): Promise<{ batches: number; planned: number }> {
      const cycle = await getCycle(pool, cycleId);
      const { config } = await getAgent(pool, cycle.agent, cycle.agent_version);
      return storePlan(pool, cycleId, planAnnotation(await annotatable(pool, cycleId), config.annotate), config.annotate.batch_size);
    },

    /** Judges what is not judged yet of one batch. Each verdict is committed by itself. */
    async annotateBatch(cycleId: string, batch: number): Promise<{ annotated: number; failed: number; costUsd: number }> {
      const cycle = await getCycle(pool, cycleId);
      const { annotate } = (await getAgent(pool, cycle.agent, cycle.agent_version)).config;
      const intents = annotate.intents.length > 0 ? annotate.intents : await knownIntents(pool, cycle.agent, shownIntents);
      await forEachConcurrently(await unjudged(pool, cycleId, batch), annotate.concurrency, (item) => judge(cycle, annotate, intents, item));
      const counted = await countAnnotations(pool, cycleId, batch);
      return { annotated: counted.annotated, failed: counted.failed, costUsd: (await costOfCycle(pool, cycleId, 'annotate')).costUsd };
    },

    /** What the stage came to. */
    async finishAnnotation(cycleId: string): Promise<{ annotated: number; failed: number; bad: number; costUsd: number }> {
      const counted = await countAnnotations(pool, cycleId);
      const { costUsd } = await costOfCycle(pool, cycleId, 'annotate');
      await finishStage(pool, cycleId, 'annotate', { ...counted, costUsd });
      return { ...counted, costUsd };
    },
  };
}
