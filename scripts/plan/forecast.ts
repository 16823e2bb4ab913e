import { openClient } from '../../adapters/llm/chat.ts';
import { estimatedPromptTokens } from '../../adapters/llm/paced-chat.ts';
import { configuredPrices, publishedPrices, type PriceOf } from '../../adapters/llm/prices.ts';
import { findChampion } from '../../adapters/store/champions.ts';
import { countForTrigger, countUnclaimed } from '../../adapters/store/claims.ts';
import { answeringUsage, judgeable, judgingUsage, lastTraining, suiteSize, verifiedSize } from '../../adapters/store/forecast-facts.ts';
import { knownIntents } from '../../adapters/store/samples.ts';
import { currentSuite } from '../../adapters/store/suites.ts';
import { judgeCall } from '../../core/annotation/judge-call.ts';
import { judgeOptions } from '../../core/annotation/judge-options.ts';
import { judgeQuestion, type Suspected } from '../../core/annotation/question.ts';
import { usualEpochs } from '../../core/balancing/balance.ts';
import { estimateTokens } from '../../core/balancing/token-estimate.ts';
import type { FlywheelConfig } from '../../core/config/flywheel.ts';
import { casesToTime } from '../../core/evaluation/timed-cases.ts';
import { checkTrigger } from '../../core/signals/trigger.ts';
import { forecastCycle, type Forecast } from '../../core/spending/forecast.ts';
import { readWorkerConfig } from '../../worker/configuration.ts';
import type { Session } from '../session.ts';

export type NextCycle = {
  /** Whether a cycle that starts now would get to spending anything. */
  starts: boolean;
  why: string;
  unclaimed: number;
  suite: string | null;
  forecast: Forecast;
};

/** Interactions whose prompts are built to see how long they are. */
const promptsBuilt = 200;
const shownIntents = 200;

/** What a cycle that starts now would find, and what it would take. Reads; asks no model anything. */
export async function forecastNext({ pool, env }: Pick<Session, 'pool' | 'env'>, agent: string, config: FlywheelConfig): Promise<NextCycle> {
  const cutoff = new Date();
  const { annotate, train, balance, evaluate, candidates } = config;
  const champion = await findChampion(pool, agent);
  const suite = await currentSuite(pool, agent);
  const [unclaimed, counts, found, judged, samples, trained, size, evaluated, intents, priceOf] = await Promise.all([
    countUnclaimed(pool, agent, cutoff),
    countForTrigger(pool, { agent, cycleId: '', cutoff, window: config.trigger.window, lowRating: config.collect.low_rating, deafBelow: config.feedback.deaf_below }),
    judgeable(pool, agent, cutoff, promptsBuilt),
    judgingUsage(pool, agent, annotate.judge),
    verifiedSize(pool, agent),
    lastTraining(pool, agent),
    suite && champion ? suiteSize(pool, suite.id, champion.id) : undefined,
    answeringUsage(pool, agent),
    knownIntents(pool, agent, shownIntents),
    pricesFor(env),
  ]);
  const trigger = checkTrigger({ trigger: 'run', unclaimed, ...counts }, config.trigger);
  const epochs = train.hyperparameters.n_epochs;
  const [judge, base, serving] = await Promise.all([priceOf(annotate.judge), priceOf(train.base_model), priceOf(champion?.model ?? train.base_model)]);
  const forecast = forecastCycle(
    {
      judgeable: found.count, budgetPerCycle: annotate.budget_per_cycle, judged, samples, lastTraining: trained, evaluated,
      meanPromptTokens: meanPrompt(found.newest, config, intents),
      meanRowTokens: meanRow(found.newest),
      instructionTokens: estimateTokens(config.agent.champion.system_prompt),
      usefulShare: judged.usefulShare,
      targetSize: balance.target_size ?? null,
      leastLines: balance.intent_min_samples * Math.max(intents.length, size?.intents ?? 0),
      epochs: epochs === 'auto' ? usualEpochs : epochs,
      trainings: train.trainer === 'none' ? 0 : (train.sweep?.max_jobs ?? 1),
      suite: size ? { ...size, timed: size.answered > 0 ? casesToTime(size.cases, config.gate.latency.min_cases) : 0, repeats: evaluate.repeats } : null,
      notEstimated: [...(candidates.prompt ? [`the search for prompts (at most ${candidates.prompt.max_calls} calls)`] : []), ...(candidates.routing ? ['the search for routes'] : [])],
    },
    { judge, base, champion: serving }, annotate.budget,
  );
  const starts = trigger.go && suite !== undefined;
  return { starts, why: trigger.go && !suite ? 'there is no suite: npx flywheel suite import FILE' : trigger.detail, unclaimed, suite: suite?.id ?? null, forecast };
}

function meanPrompt(newest: readonly Suspected[], { annotate, analyze }: FlywheelConfig, intents: readonly string[]): number {
  if (newest.length === 0) return 0;
  const options = judgeOptions(annotate, intents);
  const tokens = newest.map((one) => estimatedPromptTokens(judgeCall(judgeQuestion(one, annotate, analyze.signals), options)));
  return tokens.reduce((sum, count) => sum + count, 0) / tokens.length;
}

/** Of an interaction as it would train; 0 without any. */
const meanRow = (newest: readonly Suspected[]): number =>
  newest.reduce((sum, { messages, reply }) => sum + estimateTokens(JSON.stringify(messages)) + estimateTokens(reply), 0) / Math.max(1, newest.length);

/** Prices of the worker's file, else the provider's; without an address of a provider the file's alone. */
async function pricesFor(env: NodeJS.ProcessEnv): Promise<PriceOf> {
  const { prices } = await readWorkerConfig(env);
  const [baseUrl, apiKey] = [env['OPENAI_BASE_URL'], env['OPENAI_API_KEY']];
  const published: PriceOf = apiKey ? publishedPrices(openClient({ baseUrl: baseUrl === '' ? undefined : baseUrl, apiKey })) : () => Promise.resolve(undefined);
  return configuredPrices(prices, published);
}
