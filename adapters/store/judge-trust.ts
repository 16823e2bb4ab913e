import { trustOf } from '../../core/agreement/measure-judge.ts';
import type { JudgeTrust } from '../../core/agreement/trust.ts';
import type { Database } from './database.ts';
import { judgesOf, labelledItems } from './judges.ts';

/**
 * What is known about a judge of an agent's replies, by people's labels of its verdicts.
 *
 * @param judgeId of its record: see `judgeRecord`
 */
export async function judgeTrust(db: Database, agent: string, judgeId: string, now: Date): Promise<JudgeTrust> {
  const known = (await judgesOf(db, agent)).find(({ id }) => id === judgeId);
  return trustOf(await labelledItems(db, agent, judgeId, 'verdict'), known ?? { asked: 0, unreadable: 0 }, now);
}
