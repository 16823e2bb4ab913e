import { getAgent } from '../adapters/store/agents.ts';
import { dropOldAnswers } from '../adapters/store/answers.ts';
import { annotatable, questionsOf, storePlan, type Annotatable } from '../adapters/store/annotation-plan.ts';
import { getCycle } from '../adapters/store/cycles.ts';
import type { Pool } from '../adapters/store/database.ts';
import { knownQuestions } from '../adapters/store/known-questions.ts';
import { intentGuesser } from '../core/annotation/guess-intent.ts';
import { planAnnotation, type PlanInput } from '../core/annotation/plan.ts';
import { floorOf } from '../core/balancing/config.ts';
import { milliseconds } from '../core/config/duration.ts';
import type { FlywheelConfig } from '../core/config/flywheel.ts';
import { batchSizeFor } from '../core/cycle/history-size.ts';
import type { Dependencies } from './dependencies.ts';

/** The newest examples of an intent say well enough what its questions look like. */
const examplesPerIntent = 200;
/** Questions that are looked at for starved intents; the least sure ones of the serving model. */
const questionsLookedAt = 5_000;

export function planAnnotationActivities({ pool }: Pick<Dependencies, 'pool'>) {
  return {
    /** Decides once what the budget is spent on. */
    async planAnnotation(cycleId: string): Promise<{ batches: number; planned: number }> {
      const cycle = await getCycle(pool, cycleId);
      const { config } = await getAgent(pool, cycle.agent, cycle.agent_version);
      await dropOldAnswers(pool, cycle.agent, milliseconds(config.annotate.reuse_answers_for));
      const found = await annotatable(pool, cycleId);
      const { intents, needs } = await starvedIntents(pool, cycle.agent, config, found);
      const inputs = found.map((one): PlanInput => ({ ...one, intent: intents.get(one.id) ?? null }));
      const plan = planAnnotation(inputs, config.annotate, needs);
      return storePlan(pool, cycleId, plan, batchSizeFor(plan.length, config.annotate.batch_size));
    },
  };
}

/** Which intents have fewer verified examples than their floor, by how many, and which interactions look like them. */
async function starvedIntents(pool: Pool, agent: string, { annotate, balance }: FlywheelConfig, found: readonly Annotatable[]) {
  const none = { intents: new Map<number, string>(), needs: new Map<string, number>() };
  if (annotate.floor_share === 0) return none;
  const { questions, counts } = await knownQuestions(pool, agent, examplesPerIntent);
  // An intent that is named in the configuration and has no example yet is known by its name alone.
  const unseen = annotate.intents.filter((intent) => !counts.has(intent));
  const known = [...questions, ...unseen.map((intent) => ({ intent, question: intent.replaceAll(/[_-]/g, ' ') }))];
  const needs = new Map(
    [...counts, ...unseen.map((intent) => [intent, 0] as const)]
      .map(([intent, count]) => [intent, floorOf(balance, intent) - count] as const)
      .filter(([, lacks]) => lacks > 0),
  );
  if (needs.size === 0) return none;
  const guess = intentGuesser(known);
  const ids = found.toSorted((a, b) => (a.margin ?? 2) - (b.margin ?? 2) || a.id - b.id).slice(0, questionsLookedAt).map(({ id }) => id);
  const asked = await questionsOf(pool, ids);
  const intents = new Map([...asked].flatMap(([id, question]) => {
    const intent = guess(question);
    return intent === undefined ? [] : [[id, intent] as const];
  }));
  return { intents, needs };
}
