import type { CaseFacts } from '../../core/evaluation/case-record.ts';
import { lastUserText } from '../../core/interaction/message.ts';
import type { Database } from './database.ts';
import { suiteCases } from './suites.ts';

/** What a comparison needs of the first `cases` cases, in their order. */
export async function caseFacts(db: Database, suiteId: string, cases: number): Promise<CaseFacts[]> {
  return (await suiteCases(db, suiteId, cases)).map(({ messages, caseId, expected, intent, grader, hard, kind, part, slices, group, foundModel }) => ({
    caseId, question: lastUserText(messages), expected, intent, grader, hard, kind, part, slices, group, foundModel,
  }));
}
