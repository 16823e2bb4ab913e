import { Context } from '@temporalio/activity';
import { BudgetSpent } from '../adapters/llm/budget-spent.ts';
import { ProviderError } from '../adapters/llm/provider-error.ts';
import type { UncheckedCorrection } from '../adapters/store/corrections.ts';
import { annotateOne, type JudgeCall } from '../core/annotation/annotate-one.ts';
import type { AnnotateConfig } from '../core/annotation/config.ts';
import { judgeOptions } from '../core/annotation/judge-options.ts';
import { judgePromptVersion } from '../core/annotation/prompts/index.ts';
import { milliseconds } from '../core/config/duration.ts';
import type { CheckResult } from '../core/corrections/check.ts';
import { itemKey } from '../core/cycle/ids.ts';
import type { Dependencies } from './dependencies.ts';

export type SecondLook = { cycleId: string; agent: string; annotate: AnnotateConfig };

/** One who judges a corrected reply without knowing that it is one. */
type Judge = { model: string; order: 'usual' | 'reversed'; seed: number | undefined };

/** The model that gives the second verdict; it stands with the correction. */
export const secondJudgeOf = ({ judge, second_judge }: AnnotateConfig): string => second_judge ?? judge;

/**
 * An independent verdict on a corrected reply, as if an agent had given it: by another model, or by the same one with another seed, shown things in another
 * order. A user's own correction is believed by nobody yet, so the first judge is asked about it, too. Asked once and paid once, whatever dies between.
 *
 * @throws ProviderError that may pass
 */
export async function secondJudgement(metered: Dependencies['metered'], { cycleId, agent, annotate }: SecondLook, correction: UncheckedCorrection): Promise<CheckResult> {
  const { judge: first, second_judge, second_seed: seed } = annotate;
  const other: Judge = { model: secondJudgeOf(annotate), order: 'reversed', seed: second_judge === undefined || second_judge === first ? seed : undefined };
  const judges: Judge[] = correction.source === 'user' ? [other, { model: first, order: 'usual', seed: undefined }] : [other];
  let calls = 0;
  try {
    for (const { model, order, seed } of judges) {
      const ask = ({ messages, jsonSchema }: JudgeCall) =>
        metered.ask(
          {
            model, messages, jsonSchema, ...(seed !== undefined && { seed }),
            timeoutMs: milliseconds(annotate.request_timeout),
            signal: Context.current().cancellationSignal,
            among: { name: `${cycleId}/annotate`, concurrency: annotate.concurrency },
          },
          {
            key: itemKey(cycleId, 'annotate', `${correction.id}/second/${++calls}`),
            agent, cycleId, stage: 'annotate', interactionId: correction.id,
            budget: annotate.budget, promptVersion: judgePromptVersion(annotate.preferred_output_lang), reuseForMs: milliseconds(annotate.reuse_answers_for),
          },
        );
      const { judgement } = await annotateOne(ask, { messages: correction.messages, reply: correction.reply }, { ...judgeOptions(annotate), order, depth: 'verdict' });
      if (judgement === null) return { result: 'review', code: 'second_judge_unreadable' };
      if (judgement.verdict === 'bad') return { result: 'fail', code: 'second_judge_disagrees' };
    }
    return { result: 'pass', code: 'second_judge_agrees' };
  } catch (error) {
    // What cannot be paid for, or what a provider will not read, is left to people.
    if (error instanceof BudgetSpent) return { result: 'review', code: 'second_judge_not_paid' };
    if (error instanceof ProviderError && error.type === 'provider_bad_request') return { result: 'review', code: 'second_judge_refused' };
    throw error;
  }
}
