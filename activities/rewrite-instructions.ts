import { Context } from '@temporalio/activity';
import { ProviderError } from '../adapters/llm/provider-error.ts';
import { addToLedger } from '../adapters/store/ledger.ts';
import { byConfusion, type Probed } from '../core/candidate/prompt/confusions.ts';
import { readRewrite, rewriteJsonSchema, rewritePrompt } from '../core/candidate/prompt/rewrite.ts';
import { milliseconds } from '../core/config/duration.ts';
import { itemKey } from '../core/cycle/ids.ts';
import type { Search } from './ask-samples.ts';
import type { Dependencies } from './dependencies.ts';

/**
 * Instructions that the configured writer proposes from the questions that the best set got wrong; none where no writer
 * is configured, nothing was wrong, or its answers are of no use.
 */
export async function rewriteInstructions(
  { pool, chat }: Pick<Dependencies, 'pool' | 'chat'>,
  { agent, cycleId, config }: Search,
  instructions: string,
  probed: readonly (Probed & { got: string })[],
  round: number,
): Promise<string[]> {
  const { prompt, validation } = config.candidates;
  const gotOf = new Map(probed.map(({ id, got }) => [id, got]));
  const failures = byConfusion(probed).map(({ id, question, reply }) => ({ question, expected: reply, got: gotOf.get(id) ?? '' }));
  const model = prompt?.writer;
  if (!model || failures.length === 0) return [];
  const proposals = new Set<string>();
  for (let variant = 0; variant < prompt.rewrites; variant += 1) {
    try {
      const reply = await chat({
        model, messages: rewritePrompt(instructions, failures, variant), jsonSchema: rewriteJsonSchema, seed: prompt.seed + variant,
        timeoutMs: milliseconds(validation.request_timeout), signal: Context.current().cancellationSignal,
      });
      await addToLedger(pool, { ...reply, key: itemKey(cycleId, 'rewrite', `${round}/${variant}/${Context.current().info.attempt}`), agent, cycleId, stage: 'train', model });
      const proposal = readRewrite(reply.text, instructions);
      if (proposal !== undefined) proposals.add(proposal);
    } catch (error) {
      // A writer that refuses the material costs its proposals, not the search.
      if (!(error instanceof ProviderError && error.type === 'provider_bad_request')) throw error;
    }
  }
  return [...proposals];
}
