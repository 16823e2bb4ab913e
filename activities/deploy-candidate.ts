import { ProviderError } from '../adapters/llm/provider-error.ts';
import { storeAnswerName } from '../adapters/store/answer-names.ts';
import type { Candidate } from '../adapters/store/candidates.ts';
import { addToLedger } from '../adapters/store/ledger.ts';
import { modelsOf } from '../core/candidate/answer.ts';
import type { Dependencies } from './dependencies.ts';

type Options = { timeoutMs: number; signal?: AbortSignal };

/** Makes every model that the candidate may ask answer, and remembers under which names their answers come. */
export async function deployCandidate({ pool, serving }: Pick<Dependencies, 'pool' | 'serving'>, candidate: Candidate, options: Options): Promise<void> {
  for (const model of modelsOf(candidate)) {
    const { answersAs } = await serving.deploy(model, options);
    await storeAnswerName(pool, model, answersAs);
  }
}

/** The same for one that serves already: a provider that does not list it must not stop anything. */
export async function learnName(dependencies: Pick<Dependencies, 'pool' | 'serving'>, candidate: Candidate, options: Options): Promise<void> {
  try {
    await deployCandidate(dependencies, candidate, options);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
  }
}

/** Whether each of its models would answer now; a provider that does not say counts as no. */
export async function isServed({ serving }: Pick<Dependencies, 'serving'>, candidate: Candidate, options: Options): Promise<boolean> {
  try {
    for (const model of modelsOf(candidate)) if ((await serving.health(model, options)) === 'absent') return false;
    return true;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return false;
  }
}

/**
 * Asks each of its models a question of three words: the last word on whether it answers, where lists say that it does not.
 *
 * @param key of the work that it is asked for, for the ledger
 */
export async function doesAnswer({ pool, chat }: Pick<Dependencies, 'pool' | 'chat'>, candidate: Candidate, key: string, options: Options): Promise<boolean> {
  try {
    for (const model of modelsOf(candidate)) {
      const { promptTokens, completionTokens, costUsd } = await chat({ model, messages: [{ role: 'user', content: 'Are you there?' }], ...options });
      await addToLedger(pool, { key: `${key}/asked/${model}`, agent: candidate.agent, cycleId: null, stage: 'release', model, promptTokens, completionTokens, costUsd });
    }
    return true;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return false;
  }
}
