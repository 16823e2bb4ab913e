import { getCandidate, registerCandidate, type Candidate } from '../adapters/store/candidates.ts';
import { addCycleCandidate } from '../adapters/store/cycle-candidates.ts';
import { searchAnswers, type SearchAnswer } from '../adapters/store/search-answers.ts';
import { demonstrationPool, validationQuestions } from '../adapters/store/search-samples.ts';
import type { WayOfAnswering } from '../core/candidate/answer.ts';
import { chooseRouting, figuresOf, marginRules, weakIntents, type ModelAnswer, type RoutedQuestion } from '../core/candidate/choose-routing.ts';
import type { RoutingConfig } from '../core/candidate/config.ts';
import { learnRecogniser } from '../core/candidate/recognise-intent.ts';
import type { RoutingRule } from '../core/candidate/routing.ts';
import { wayId } from '../core/candidate/way-id.ts';
import { lastUserText } from '../core/interaction/message.ts';
import { askSamples, leastValidation, openSearch, type Score } from './ask-samples.ts';
import type { Dependencies } from './dependencies.ts';

const poolPerIntent = 200;
const deployTimeoutMs = 60_000;

/** `models`: those that may answer first, then the larger one; `reason`: there is nothing to route between, or to choose by. */
export type RoutingPlan = { models: string[]; reason?: string };

export function routingActivities({ pool, chat, serving }: Dependencies) {
  async function open(cycleId: string, datasetId: string) {
    const search = await openSearch({ pool }, cycleId);
    const questions = await validationQuestions(pool, datasetId, search.config.candidates.validation.max_samples);
    const { champion } = search;
    /** Everybody is asked with the champion's prompt: a candidate has one. */
    const wayOf = (model: string): WayOfAnswering => ({ model, system_prompt: champion.system_prompt, examples: champion.examples, routing: null });
    return { search, questions, wayOf, config: search.config.candidates.routing as RoutingConfig };
  }

  return {
    /** Names the models; one trained in this cycle is made to answer first. */
    async planRouting(cycleId: string, datasetId: string, trainedId: string | null): Promise<RoutingPlan> {
      const { search, questions, config } = await open(cycleId, datasetId);
      const trained = trainedId === null ? undefined : await getCandidate(pool, trainedId);
      const named = (model: string): string | undefined => (model === 'champion' ? search.champion.model : model === 'trained' ? trained?.model : model);
      const larger = named(config.larger);
      const first = [...new Set(config.models.map(named))].filter((model) => model !== undefined && model !== larger) as string[];
      if (larger === undefined || first.length === 0) return { models: [], reason: 'no_second_model' };
      if (questions.length < leastValidation) return { models: [], reason: 'too_few_validation_samples' };
      if (trained && [...first, larger].includes(trained.model)) await serving.deploy(trained.model, { timeoutMs: deployTimeoutMs });
      return { models: [...first, larger] };
    },

    /** Asks one of the models, or (null) the champion as it is, the validation questions. */
    async askForRouting(cycleId: string, datasetId: string, model: string | null, first: boolean): Promise<Score> {
      const { search, questions, wayOf } = await open(cycleId, datasetId);
      return askSamples({ pool, chat }, search, model === null ? search.champion : wayOf(model), questions, { margin: first });
    },

    /** Registers the best rules, if they are better than the champion on the validation questions. */
    async registerRoutingCandidate(cycleId: string, datasetId: string, models: string[], trainedId: string | null): Promise<Score & { candidateId: string | null; before: number }> {
      const { search, questions, wayOf, config } = await open(cycleId, datasetId);
      const { champion } = search;
      const ids = questions.map(({ id }) => id);
      const larger = models.at(-1) as string;
      const first = models.slice(0, -1);
      const answers = new Map<string, Map<string, SearchAnswer>>();
      for (const model of models) answers.set(model, await searchAnswers(pool, wayId(wayOf(model), model !== larger), ids));
      const asChampion = await searchAnswers(pool, wayId(champion), ids);
      const routed = questions.map(
        ({ id, intent, messages }): RoutedQuestion => ({
          question: lastUserText(messages), intent, champion: modelAnswer(asChampion.get(id)),
          byModel: new Map(models.map((model) => [model, modelAnswer(answers.get(model)?.get(id))])),
        }),
      );
      const training = config.intents ? await demonstrationPool(pool, datasetId, poolPerIntent) : [];
      const abstains: RoutingRule[] = config.abstain_replies.length > 0 ? [{ when: 'abstains', replies: config.abstain_replies, model: larger }] : [];
      const options = first.flatMap((model) => {
        const onIntents = weakIntents(routed, model, larger).flatMap((intent): RoutingRule[] => {
          const recogniser = learnRecogniser(training, intent);
          return recogniser ? [{ when: 'intent', intent, ...recogniser, model: larger }] : [];
        });
        const intentSets = config.intents && onIntents.length > 0 ? [[], onIntents] : [[]];
        return intentSets.flatMap((intents) => marginRules(routed, model, larger).map((margins) => ({ model, routing: { rules: [...intents, ...abstains, ...margins] } })));
      });
      const chosen = chooseRouting(routed, options, config.aim);
      const before = figuresOf(routed.map((one) => one.champion));
      if (!chosen) return { candidateId: null, right: before.right, asked: before.asked, before: before.right };
      const origin = await originOf(chosen.model, larger, champion, trainedId);
      const candidateId = await registerCandidate(pool, {
        agent: search.agent, model: chosen.model, baseModel: origin?.base_model ?? null, systemPrompt: champion.system_prompt, examples: champion.examples,
        routing: chosen.routing, datasetId, trainingKey: origin?.training_key ?? null, cycleId,
      });
      const { right, asked, costUsd, sentOn } = chosen.figures;
      const note = { rules: chosen.routing.rules.map(({ when }) => when), right, asked, sentOn, before: before.right, costUsd, costBeforeUsd: before.costUsd };
      await addCycleCandidate(pool, cycleId, { candidateId, kind: 'routing', gated: true, note });
      return { candidateId, right, asked, before: before.right };
    },
  };

  /** Whose training stands behind the candidate: its own model's, else the larger one's. */
  async function originOf(model: string, larger: string, champion: Candidate, trainedId: string | null): Promise<Candidate | undefined> {
    const known = [champion, ...(trainedId === null ? [] : [await getCandidate(pool, trainedId)])];
    return known.find((one) => one.model === model) ?? known.find((one) => one.model === larger);
  }
}

/** A question that was never answered counts as answered wrongly, for nothing. */
const modelAnswer = (answer: SearchAnswer | undefined): ModelAnswer => ({
  right: (answer?.score ?? 0) >= 1, reply: answer?.reply ?? '', margin: answer?.margin ?? null, costUsd: answer ? answer.costUsd : 0,
});
