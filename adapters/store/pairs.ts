import { isPairwise, judgedGraders } from '../../core/evaluation/judged-graders.ts';
import type { PairToCompare } from '../../core/evaluation/judged/comparison.ts';
import type { Database } from './database.ts';
import type { Asked } from './results.ts';

const pairwise = judgedGraders.filter(isPairwise);

/**
 * The replies of a candidate and of another one to the pairwise cases at positions `from` up to `to`, repeat by repeat; a side that has
 * not answered yet is null.
 */
export async function repliesInPairs(db: Database, { candidateId, suiteId, settings }: Asked, referenceId: string, span: { from: number; to: number; repeats: number }): Promise<PairToCompare[]> {
  const { rows } = await db.query<PairToCompare>(
    `select c.case_id as "caseId", k.repeat, c.content, c.messages, c.expected,
       ${replyOf('a')} as reference, ${replyOf('b')} as candidate
     from suite_cases c cross join generate_series(0, $6::int - 1) as k(repeat)
     left join results a on a.candidate_id = $1 and a.suite_id = c.suite_id and a.settings = $3 and a.case_id = c.case_id and a.repeat = k.repeat
     left join results b on b.candidate_id = $2 and b.suite_id = c.suite_id and b.settings = $3 and b.case_id = c.case_id and b.repeat = k.repeat
     where c.suite_id = $7 and c.grader = any($8) and c.position >= $4 and c.position < $5
     order by c.position, k.repeat`,
    [referenceId, candidateId, settings, span.from, span.to, span.repeats, suiteId, pairwise],
  );
  return rows;
}

const replyOf = (side: string): string =>
  `case when ${side}.case_id is not null then jsonb_build_object('text', ${side}.reply, 'toolCalls', ${side}.tool_calls, 'error', ${side}.error) end`;
