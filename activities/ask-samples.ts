import { Context } from '@temporalio/activity';
import { ProviderError } from '../adapters/llm/provider-error.ts';
import { getAgent } from '../adapters/store/agents.ts';
import { getCandidate, type Candidate } from '../adapters/store/candidates.ts';
import { getCycle } from '../adapters/store/cycles.ts';
import { findAlias } from '../adapters/store/releases.ts';
import { searchAnswers, storeSearchAnswer, unasked } from '../adapters/store/search-answers.ts';
import type { SearchSample } from '../adapters/store/search-samples.ts';
import { answerAs, type Answer, type WayOfAnswering } from '../core/candidate/answer.ts';
import { wayId } from '../core/candidate/way-id.ts';
import { milliseconds } from '../core/config/duration.ts';
import type { FlywheelConfig } from '../core/config/flywheel.ts';
import { itemKey } from '../core/cycle/ids.ts';
import { grade } from '../core/evaluation/grade.ts';
import type { Dependencies } from './dependencies.ts';
import { forEachConcurrently } from './for-each.ts';

/** What every search of a cycle works with. */
export type Search = { agent: string; cycleId: string; config: FlywheelConfig; champion: Candidate };
export type Score = { right: number; asked: number };

/** Fewer validation samples than this tell good from bad no better than chance does. */
export const leastValidation = 20;

export async function openSearch({ pool }: Pick<Dependencies, 'pool'>, cycleId: string): Promise<Search> {
  const cycle = await getCycle(pool, cycleId);
  const { config } = await getAgent(pool, cycle.agent, cycle.agent_version);
  const alias = await findAlias(pool, cycle.agent, 'champion');
  if (!alias) throw new Error('an agent without a champion');
  return { agent: cycle.agent, cycleId, config, champion: await getCandidate(pool, alias.candidateId) };
}

/**
 * Asks a way of answering the samples that it was not asked yet, at any time, by any cycle; each answer is stored with
 * its cost as it comes. A question that the provider refuses counts as answered wrongly.
 *
 * @param options.margin asks for the margins of the replies as well; models that know none refuse such calls
 */
export async function askSamples(
  { pool, chat }: Pick<Dependencies, 'pool' | 'chat'>,
  { agent, cycleId, config }: Search,
  way: WayOfAnswering,
  samples: readonly SearchSample[],
  { margin = false } = {},
): Promise<Score> {
  const id = wayId(way, margin);
  const { validation } = config.candidates;
  const missing = await unasked(pool, id, samples.map((sample) => sample.id));
  const signal = Context.current().cancellationSignal;
  const ask = (call: Parameters<Parameters<typeof answerAs>[2]>[0]) =>
    chat({ ...call, wantMargin: margin || call.wantMargin, timeoutMs: milliseconds(validation.request_timeout), signal });
  await forEachConcurrently(samples.filter((sample) => missing.has(sample.id)), validation.concurrency, async (sample) => {
    const answer = await unlessRefused(() => answerAs(way, sample.messages, ask));
    const score = answer ? grade(validation.grader, answer.text, sample.reply) : 0;
    const { promptTokens = 0, completionTokens = 0, costUsd = 0, latencyMs = 0, text = '' } = answer ?? {};
    await storeSearchAnswer(
      pool,
      { way: id, agent, cycleId },
      { sampleId: sample.id, reply: text, score, margin: answer?.margin ?? null, promptTokens, completionTokens, costUsd, latencyMs },
      { key: itemKey(cycleId, 'search', `${id}/${sample.id}`), agent, cycleId, stage: 'train', model: way.model, promptTokens, completionTokens, costUsd },
    );
  });
  return scoreOn({ pool }, way, samples, margin);
}

/** What a way of answering has come to on these samples. */
export async function scoreOn({ pool }: Pick<Dependencies, 'pool'>, way: WayOfAnswering, samples: readonly SearchSample[], margin = false): Promise<Score> {
  const answers = await searchAnswers(pool, wayId(way, margin), samples.map(({ id }) => id));
  return { right: [...answers.values()].filter(({ score }) => score >= 1).length, asked: answers.size };
}

async function unlessRefused(work: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProviderError && error.type === 'provider_bad_request')) throw error;
    return undefined;
  }
}
