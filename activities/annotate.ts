import { Context } from '@temporalio/activity';
import { ProviderError } from '../adapters/llm/provider-error.ts';
import { getAgent } from '../adapters/store/agents.ts';
import { annotatable, countAnnotations, storeAnnotation, storePlan, unjudged, type ToAnnotate } from '../adapters/store/annotations.ts';
import { finishStage, getCycle, type Cycle } from '../adapters/store/cycles.ts';
import { storeFailure } from '../adapters/store/failures.ts';
import { costOfCycle } from '../adapters/store/ledger.ts';
import { knownIntents } from '../adapters/store/samples.ts';
import type { AnnotateConfig } from '../core/annotation/config.ts';
import { buildJudgePrompt, judgePromptVersion } from '../core/annotation/judge-prompt.ts';
import { judgementJsonSchema, parseJudgement } from '../core/annotation/judgement.ts';
import { planAnnotation } from '../core/annotation/plan.ts';
import { milliseconds } from '../core/config/duration.ts';
import { itemKey } from '../core/cycle/ids.ts';
import type { Dependencies } from './dependencies.ts';
import { forEachConcurrently } from './for-each.ts';

/** More intents than this would crowd the prompt; the frequent ones come first. */
const shownIntents = 200;

export function annotateActivities({ pool, chat }: Dependencies) {
  /** One call to the judge; what it says is stored with what it cost. */
  async function judge(cycle: Cycle, config: AnnotateConfig, intents: readonly string[], item: ToAnnotate): Promise<void> {
    const question = { messages: item.messages, reply: item.reply, errorTypes: config.error_types, intents };
    const annotation = { cycleId: cycle.id, interactionId: item.id, judge: config.judge, promptVersion: judgePromptVersion };
    const paid = { key: itemKey(cycle.id, 'annotate', String(item.id)), agent: cycle.agent, cycleId: cycle.id, stage: 'annotate', model: config.judge };
    try {
      const reply = await chat({
        model: config.judge,
        messages: buildJudgePrompt(question),
        jsonSchema: judgementJsonSchema(config.error_types),
        timeoutMs: milliseconds(config.request_timeout),
        signal: Context.current().cancellationSignal,
      });
      const judgement = parseJudgement(reply.text, config.error_types);
      await storeAnnotation(pool, { ...annotation, judgement, raw: judgement ? null : reply.text }, { ...paid, ...reply, model: config.judge });
    } catch (error) {
      // A provider that refuses this one text (length, policy) must not stop the others.
      if (!(error instanceof ProviderError && error.type === 'provider_bad_request')) throw error;
      const { type, status, requestId, detail } = error;
      await storeFailure(pool, { workflowId: cycle.id, activity: 'annotateBatch', attempt: Context.current().info.attempt, type, status, requestId, detail });
      await storeAnnotation(pool, { ...annotation, judgement: undefined, raw: null }, { ...paid, costUsd: 0 });
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
