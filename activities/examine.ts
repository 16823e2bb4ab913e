import { storeResults, type CaseToAsk } from '../adapters/store/results.ts';
import { askCase, errorInstead, type Examination } from './ask-case.ts';
import { askPatiently } from './ask-patiently.ts';
import type { Dependencies } from './dependencies.ts';
import { groupWriter } from './group-writer.ts';

/**
 * Asks the cases, several at a time, and stores each answer before the next question of its lane: what a crash can cost is
 * at most the questions under way.
 *
 * @throws ProviderError when some are still to be asked, in another attempt
 */
export async function examine({ pool, chat }: Pick<Dependencies, 'pool' | 'chat'>, examination: Examination, cases: readonly CaseToAsk[], allowedErrors: number): Promise<void> {
  const { evaluate: { concurrency, attempts }, cycleId } = examination;
  const writer = groupWriter((rows: Parameters<typeof storeResults>[1][number][]) => storeResults(pool, rows));
  await askPatiently(pool, cases, {
    cycleId, activity: 'evaluateBatch', concurrency, attempts, allowedErrors,
    ask: async (one) => writer.put(await askCase(chat, examination, one)),
    instead: (one, code) => writer.put(errorInstead(examination, one, code)),
  });
}
