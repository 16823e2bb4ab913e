import { randomUUID } from 'node:crypto';
import { sleep } from '@temporalio/activity';
import type { ChatReply } from '../adapters/llm/chat.ts';
import { keepComparisons, leaveComparison, settleComparison, takeComparison } from '../adapters/store/comparisons.ts';
import { inTransaction, type Pool } from '../adapters/store/database.ts';
import { addToLedger } from '../adapters/store/ledger.ts';
import type { PairJudge, PairQuestion } from '../core/evaluation/judged/comparison.ts';
import type { JudgeCall } from '../core/evaluation/judged/judge-call.ts';
import { readComparison } from '../core/evaluation/judged/pairwise.ts';
import { unreadableAnswer } from '../core/evaluation/judged/score-pairs.ts';

/** What a killed worker was asking is free for others after so long. */
const leaseMs = 15_000;
const keepEveryMs = 5_000;
const lookAgainMs = 250;

export type Comparer = {
  /** @throws ProviderError */
  compare: (question: PairQuestion) => Promise<void>;
  /** Stores the code of an error in the place of a verdict. */
  giveUp: (question: PairQuestion, code: string) => Promise<void>;
  close: () => void;
};

/**
 * Has a judge compare pairs, each order once: whoever asks holds the question meanwhile, in the store, so that a second attempt beside the
 * first one waits for its answer. Verdict and cost are stored together.
 */
export function openComparer(pool: Pool, { judge, cycleId, ask }: { judge: PairJudge; cycleId: string; ask: (call: JudgeCall) => Promise<ChatReply> }): Comparer {
  const hold = { owner: randomUUID(), leaseMs };
  // A beat that is missed is made up for by the next one; a database that is down ends the work by itself.
  const keep = setInterval(() => void keepComparisons(pool, hold).catch(() => undefined), keepEveryMs);
  const take = ({ key, content }: PairQuestion) => takeComparison(pool, { key, content, agent: judge.agent, judge: judge.model, promptVersion: judge.promptVersion, cycleId }, hold);

  async function hasToAsk(question: PairQuestion): Promise<boolean> {
    for (;;) {
      const found = await take(question);
      if (found !== 'held') return found === 'taken';
      await sleep(lookAgainMs);
    }
  }

  return {
    async compare(question) {
      if (!(await hasToAsk(question))) return;
      const { key, call } = question;
      try {
        const { text, promptTokens, completionTokens, costUsd } = await ask(call);
        const better = readComparison(text);
        await inTransaction(pool, async (db) => {
          await settleComparison(db, key, { better, error: better === null ? unreadableAnswer : null });
          await addToLedger(db, { key: `comparison/${cycleId}/${key}/${hold.owner}`, agent: judge.agent, cycleId, stage: 'evaluate', model: judge.model, promptTokens, completionTokens, costUsd });
        });
      } catch (error) {
        await leaveComparison(pool, key, hold.owner);
        throw error;
      }
    },
    async giveUp(question, code) {
      if (await hasToAsk(question)) await settleComparison(pool, question.key, { better: null, error: code });
    },
    close: () => clearInterval(keep),
  };
}
