import { getCandidate, registerCandidate } from '../adapters/store/candidates.ts';
import { addCycleCandidate } from '../adapters/store/cycle-candidates.ts';
import { promptTrials, storeTrial, type PromptTrial } from '../adapters/store/prompt-trials.ts';
import { searchAnswers } from '../adapters/store/search-answers.ts';
import { demonstrationPool, validationQuestions, type SearchSample } from '../adapters/store/search-samples.ts';
import type { WayOfAnswering } from '../core/candidate/answer.ts';
import type { PromptConfig } from '../core/candidate/config.ts';
import { searchWithin } from '../core/candidate/prompt/calls.ts';
import type { Probed } from '../core/candidate/prompt/confusions.ts';
import { examplesOf, type Demonstration } from '../core/candidate/prompt/demonstration.ts';
import { firstTrials, laterTrials } from '../core/candidate/prompt/trials.ts';
import { wayId } from '../core/candidate/way-id.ts';
import { normaliseText } from '../core/evaluation/normalise.ts';
import { shuffled } from '../core/random/seeded-draw.ts';
import { askSamples, leastValidation, openSearch, scoreOn, type Score, type Search } from './ask-samples.ts';
import type { Dependencies } from './dependencies.ts';
import { rewriteInstructions } from './rewrite-instructions.ts';

/** More of one intent than any set shows would only make the search slower. */
const poolPerIntent = 50;

/** `reason`: there is nothing to search with. */
export type PromptPlan = { trials: number; rounds: number; reason?: string };

export function promptSearchActivities({ pool, chat, serving }: Dependencies) {
  const store = { pool };
  const wayOf = (trial: PromptTrial, base: WayOfAnswering): WayOfAnswering => ({ ...base, model: trial.model, system_prompt: trial.system_prompt, examples: trial.examples });

  /** What is searched for: whose prompt, with which questions. */
  async function open(cycleId: string, datasetId: string, trainedId: string | null) {
    const search = await openSearch(store, cycleId);
    const config = search.config.candidates.prompt as PromptConfig;
    const questions = await validationQuestions(pool, datasetId, search.config.candidates.validation.max_samples);
    const size = searchWithin({ rounds: config.rounds, trials: config.trials, validation: questions.length, probe: config.probe }, config.max_calls);
    return { search, config, size, held: questions.length, questions: questions.slice(0, size?.validation ?? 0), base: await baseOf(search, config, trainedId) };
  }

  async function baseOf({ champion }: Search, { model }: PromptConfig, trainedId: string | null): Promise<WayOfAnswering | undefined> {
    if (model === 'champion') return champion;
    if (model !== 'trained') return { model, system_prompt: champion.system_prompt, examples: [], routing: null };
    return trainedId === null ? undefined : getCandidate(pool, trainedId);
  }

  /** The trial that has answered most validation questions rightly; of equals the one with the shortest prompt, then the first. */
  async function best(cycleId: string, base: WayOfAnswering, questions: readonly SearchSample[]): Promise<{ trial: PromptTrial; score: Score } | undefined> {
    const scored = [];
    for (const trial of await promptTrials(pool, cycleId)) scored.push({ trial, score: await scoreOn(store, wayOf(trial, base), questions) });
    const length = ({ trial }: { trial: PromptTrial }): number => JSON.stringify(trial.examples).length + (trial.system_prompt?.length ?? 0);
    return scored.sort((a, b) => b.score.right - a.score.right || length(a) - length(b))[0];
  }

  const probesOf = (demonstrations: readonly Demonstration[], shown: readonly string[], config: PromptConfig, round: number): SearchSample[] =>
    shuffled(demonstrations.filter(({ id }) => !shown.includes(id)), config.seed, `probe/${round}`)
      .slice(0, config.probe)
      .map(({ id, intent, question, reply }) => ({ id, intent, reply, messages: [{ role: 'user', content: question }] }));

  return {
    /** Plans the sets of a round, once. */
    async planPromptRound(cycleId: string, datasetId: string, trainedId: string | null, round: number): Promise<PromptPlan> {
      const { search, config, size, held, questions, base } = await open(cycleId, datasetId, trainedId);
      if (!base) return { trials: 0, rounds: 0, reason: 'nothing_was_trained' };
      if (held < leastValidation) return { trials: 0, rounds: 0, reason: 'too_few_validation_samples' };
      if (!size) return { trials: 0, rounds: 0, reason: 'search_over_budget' };
      const { rounds } = size;
      const planned = await promptTrials(pool, cycleId, round);
      if (planned.length > 0) return { trials: planned.length, rounds };
      if (round === 0 && config.model === 'trained') await serving.deploy(base.model, { timeoutMs: 60_000 });
      const demonstrations = await demonstrationPool(pool, datasetId, poolPerIntent);
      const limits = { trials: size.trials, maxExamples: config.max_examples, seed: config.seed + 1_000 * round };
      const set = ({ recipe, shown }: { recipe: PromptTrial['recipe']; shown: readonly Demonstration[] }) => ({
        recipe, model: base.model, system_prompt: base.system_prompt, examples: examplesOf(shown), sampleIds: shown.map(({ id }) => id),
      });
      let trials: Omit<PromptTrial, 'round' | 'trial'>[];
      if (round === 0) {
        const asIs = { recipe: 'as_is' as const, model: base.model, system_prompt: base.system_prompt, examples: [...base.examples], sampleIds: [] };
        trials = [asIs, ...firstTrials(demonstrations, limits).map(set)];
      } else {
        const leader = await best(cycleId, base, questions);
        if (!leader) return { trials: 0, rounds };
        const { trial } = leader;
        const shown = demonstrations.filter(({ id }) => trial.sampleIds.includes(id)).sort((a, b) => trial.sampleIds.indexOf(a.id) - trial.sampleIds.indexOf(b.id));
        const probes = probesOf(demonstrations, trial.sampleIds, config, round - 1);
        const probed = await probedWith(wayOf(trial, base), demonstrations, probes);
        const instructions = await rewriteInstructions({ pool, chat }, search, trial.system_prompt ?? '', probed, round);
        const rewritten = instructions.map((system_prompt) => ({ ...trial, recipe: 'rewritten' as const, system_prompt }));
        trials = [...rewritten, ...laterTrials(demonstrations, shown, probed, limits).map((one) => ({ ...set(one), system_prompt: trial.system_prompt }))].slice(0, size.trials);
      }
      for (const [trial, one] of trials.entries()) await storeTrial(pool, cycleId, { ...one, round, trial });
      return { trials: (await promptTrials(pool, cycleId, round)).length, rounds };
    },

    /** Asks one set the validation questions. */
    async runPromptTrial(cycleId: string, datasetId: string, trainedId: string | null, round: number, trial: number): Promise<Score> {
      const { search, questions, base } = await open(cycleId, datasetId, trainedId);
      const found = (await promptTrials(pool, cycleId, round)).find((one) => one.trial === trial);
      if (!found || !base) return { right: 0, asked: 0 };
      return askSamples({ pool, chat }, search, wayOf(found, base), questions);
    },

    /** Asks the best set so far training questions that it does not show: what it confuses makes the next round. */
    async probePrompt(cycleId: string, datasetId: string, trainedId: string | null, round: number): Promise<Score> {
      const { search, config, questions, base } = await open(cycleId, datasetId, trainedId);
      const leader = base && (await best(cycleId, base, questions));
      if (!leader) return { right: 0, asked: 0 };
      const probes = probesOf(await demonstrationPool(pool, datasetId, poolPerIntent), leader.trial.sampleIds, config, round);
      return askSamples({ pool, chat }, search, wayOf(leader.trial, base), probes);
    },

    /** Registers the best set, if it answers more validation questions rightly than the prompt as it is. */
    async registerPromptCandidate(cycleId: string, datasetId: string, trainedId: string | null): Promise<Score & { candidateId: string | null; before: number }> {
      const { search, questions, base } = await open(cycleId, datasetId, trainedId);
      const leader = base && (await best(cycleId, base, questions));
      const asIs = base && (await scoreOn(store, base, questions));
      if (!leader || !asIs || leader.score.right <= asIs.right) return { candidateId: null, right: leader?.score.right ?? 0, asked: questions.length, before: asIs?.right ?? 0 };
      const { trial, score } = leader;
      const trained = base.model === search.champion.model ? search.champion : trainedId === null ? undefined : await getCandidate(pool, trainedId);
      const candidateId = await registerCandidate(pool, {
        agent: search.agent, model: trial.model, baseModel: trained?.base_model ?? null, systemPrompt: trial.system_prompt, examples: trial.examples,
        routing: base.routing ?? null, datasetId, trainingKey: trained?.training_key ?? null, cycleId,
      });
      const note = { recipe: trial.recipe, examples: trial.sampleIds.length, round: trial.round, right: score.right, asked: score.asked, before: asIs.right };
      await addCycleCandidate(pool, cycleId, { candidateId, kind: 'prompt', gated: true, note });
      return { candidateId, ...score, before: asIs.right };
    },
  };

  /** What the best set said to the probes; an answer that is the known reply of another intent tells what was confused. */
  async function probedWith(way: WayOfAnswering, demonstrations: readonly Demonstration[], probes: readonly SearchSample[]): Promise<(Probed & { got: string })[]> {
    const answers = await searchAnswers(pool, wayId(way), probes.map(({ id }) => id));
    const intentOf = new Map(demonstrations.map(({ reply, intent }) => [normaliseText(reply), intent]));
    const byId = new Map(demonstrations.map((one) => [one.id, one]));
    return probes.flatMap(({ id }) => {
      const [answer, one] = [answers.get(id), byId.get(id)];
      return answer && one ? [{ ...one, passed: answer.score >= 1, answeredAs: intentOf.get(normaliseText(answer.reply)), got: answer.reply }] : [];
    });
  }
}
