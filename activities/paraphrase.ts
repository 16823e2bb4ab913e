import { Context } from '@temporalio/activity';
import { BudgetSpent } from '../adapters/llm/budget-spent.ts';
import { getAgent } from '../adapters/store/agents.ts';
import { getCycle } from '../adapters/store/cycles.ts';
import { costOfCycle } from '../adapters/store/ledger.ts';
import { originals, storeParaphrases, type Original } from '../adapters/store/paraphrases.ts';
import { verifiedSamples } from '../adapters/store/samples.ts';
import { paraphraseJsonSchema, paraphrasePrompt, paraphrasePromptVersion, readParaphrases } from '../core/balancing/paraphrase-prompt.ts';
import { planParaphrases } from '../core/balancing/paraphrase-plan.ts';
import { milliseconds } from '../core/config/duration.ts';
import type { FlywheelConfig } from '../core/config/flywheel.ts';
import { itemKey } from '../core/cycle/ids.ts';
import { lastUserText } from '../core/interaction/message.ts';
import { createRedactor, type RedactText } from '../core/privacy/redact-text.ts';
import type { Dependencies } from './dependencies.ts';
import { forEachConcurrently } from './for-each.ts';
import { makeSamples } from './make-samples.ts';

export function paraphraseActivities({ pool, metered }: Dependencies) {
  /** @throws BudgetSpent, ProviderError */
  async function reword(cycleId: string, agent: string, { annotate, balance }: FlywheelConfig, redact: RedactText, original: Original, count: number): Promise<void> {
    const question = lastUserText(original.messages);
    const { model, calls_per_cycle: calls } = balance.paraphrase!;
    const { text } = await metered.ask(
      {
        model, messages: paraphrasePrompt(question, count), jsonSchema: paraphraseJsonSchema,
        timeoutMs: milliseconds(annotate.request_timeout), signal: Context.current().cancellationSignal,
        among: { name: `${cycleId}/paraphrase`, concurrency: annotate.concurrency },
      },
      {
        key: itemKey(cycleId, 'balance', original.id), agent, cycleId, stage: 'balance', interactionId: original.interactionId,
        budget: { calls }, promptVersion: paraphrasePromptVersion, reuseForMs: milliseconds(annotate.reuse_answers_for),
      },
    );
    // A model can make up names and numbers; what is stored holds none.
    await storeParaphrases(pool, agent, cycleId, original, readParaphrases(text, question, count).map((said) => redact(said).text));
  }

  return {
    /** Says questions of intents below their floor in other words. Each answer is stored as it comes; a second run asks only for the rest. */
    async paraphraseStarved(cycleId: string): Promise<{ asked: number; costUsd: number }> {
      const cycle = await getCycle(pool, cycleId);
      const { config } = await getAgent(pool, cycle.agent, cycle.agent_version);
      await makeSamples(pool, cycle, config.annotate);
      const plan = planParaphrases((await verifiedSamples(pool, cycle.agent, cycleId)).map(({ id, intent, paraphraseOf }) => ({ id, intent, ...(paraphraseOf !== null && { paraphraseOf }) })), config.balance);
      const { redact } = createRedactor(config.analyze.redact);
      const counts = new Map(plan.map(({ original, count }) => [original, count]));
      try {
        await forEachConcurrently(await originals(pool, [...counts.keys()]), config.annotate.concurrency, (original) => reword(cycleId, cycle.agent, config, redact, original, counts.get(original.id)!));
      } catch (error) {
        // What is there is used; the rest waits for another cycle.
        if (!(error instanceof BudgetSpent)) throw error;
      }
      return { asked: plan.length, costUsd: (await costOfCycle(pool, cycleId, 'balance')).costUsd };
    },
  };
}
