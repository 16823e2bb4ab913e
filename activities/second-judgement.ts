import { Context } from '@temporalio/activity';
import { BudgetSpent } from '../adapters/llm/budget-spent.ts';
import { ProviderError } from '../adapters/llm/provider-error.ts';
import { annotateOne, type JudgeCall } from '../core/annotation/annotate-one.ts';
import type { AnnotateConfig } from '../core/annotation/config.ts';
import { judgeOptions } from '../core/annotation/judge-options.ts';
import { judgePromptVersion } from '../core/annotation/prompts/index.ts';
import { milliseconds } from '../core/config/duration.ts';
import type { CheckResult } from '../core/corrections/check.ts';
import { itemKey } from '../core/cycle/ids.ts';
import type { Message } from '../core/interaction/message.ts';
import type { Dependencies } from './dependencies.ts';

export type SecondLook = { cycleId: string; agent: string; annotate: AnnotateConfig };

/** What is judged: an interaction with the reply that it had, or with one that somebody proposes. */
export type Judged = { id: number; messages: readonly Message[]; reply: string };

/** How it is asked. Of one model and one seed the answers of the first judgement would only come back. */
type Judge = { model: string; order: 'usual' | 'reversed'; seed: number | undefined };

/** The model that gives the second verdict; it stands with the correction. */
export const secondJudgeOf = ({ judge, second_judge }: AnnotateConfig): string => second_judge ?? judge;

/** The first judge once more: another seed, and everything in another order. */
const again = ({ judge, second_seed }: AnnotateConfig): Judge => ({ model: judge, order: 'reversed', seed: second_seed });

/**
 * An independent verdict on a corrected reply, as if an agent had given it: by another model, or by the same one with another seed, shown things in another
 * order. A user's own correction is believed by nobody yet, so the first judge is asked about it, too.
 *
 * @throws ProviderError that may pass
 */
export async function secondJudgement(metered: Dependencies['metered'], look: SecondLook, correction: Judged & { source: 'judge' | 'user' }): Promise<CheckResult> {
  const { judge: first, second_judge: second } = look.annotate;
  const other: Judge = second === undefined || second === first ? again(look.annotate) : { model: second, order: 'reversed', seed: undefined };
  const judges: Judge[] = correction.source === 'user' ? [other, { model: first, order: 'usual', seed: undefined }] : [other];
  for (const [place, judge] of judges.entries()) {
    const said = await verdictOf(metered, look, correction, judge, `second/${place + 1}`);
    // What cannot be paid for, or what a provider will not read, is left to people.
    if (said !== 'good' && said !== 'bad') return { result: 'review', code: `second_judge_${said}` };
    if (said === 'bad') return { result: 'fail', code: 'second_judge_disagrees' };
  }
  return { result: 'pass', code: 'second_judge_agrees' };
}

/**
 * What the judge says of the same interaction when it is asked again; null where it says nothing.
 *
 * @throws ProviderError that may pass
 */
export async function retestVerdict(metered: Dependencies['metered'], look: SecondLook, judged: Judged): Promise<'good' | 'bad' | null> {
  const said = await verdictOf(metered, look, judged, again(look.annotate), 'retest');
  return said === 'good' || said === 'bad' ? said : null;
}

/** One verdict without the rest of an annotation: asked once and paid once, whatever dies between. */
async function verdictOf(metered: Dependencies['metered'], look: SecondLook, judged: Judged, judge: Judge, purpose: string): Promise<'good' | 'bad' | 'unreadable' | 'not_paid' | 'refused'> {
  const { cycleId, agent, annotate } = look;
  let calls = 0;
  const ask = ({ messages, jsonSchema }: JudgeCall) =>
    metered.ask(
      {
        model: judge.model, messages, jsonSchema, ...(judge.seed !== undefined && { seed: judge.seed }),
        timeoutMs: milliseconds(annotate.request_timeout),
        signal: Context.current().cancellationSignal,
        among: { name: `${cycleId}/annotate`, concurrency: annotate.concurrency },
      },
      {
        key: itemKey(cycleId, 'annotate', `${judged.id}/${purpose}/${++calls}`),
        agent, cycleId, stage: 'annotate', interactionId: judged.id,
        budget: annotate.budget, promptVersion: judgePromptVersion(annotate.preferred_output_lang), reuseForMs: milliseconds(annotate.reuse_answers_for),
      },
    );
  try {
    const { judgement } = await annotateOne(ask, { messages: judged.messages, reply: judged.reply }, { ...judgeOptions(annotate), order: judge.order, depth: 'verdict' });
    return judgement?.verdict ?? 'unreadable';
  } catch (error) {
    if (error instanceof BudgetSpent) return 'not_paid';
    if (error instanceof ProviderError && error.type === 'provider_bad_request') return 'refused';
    throw error;
  }
}
