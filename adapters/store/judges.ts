import type { JudgeRecord } from '../../core/agreement/judge-record.ts';
import type { LabelledItem } from '../../core/agreement/measure-judge.ts';
import type { RubricName } from '../../core/review/rubrics.ts';
import { noLabel } from '../../core/review/rubrics.ts';
import type { Database } from './database.ts';

/** Opens the record of a judge; one that is known stays as it is. */
export async function recordJudge(db: Database, { id, model, promptVersion, settings }: JudgeRecord): Promise<void> {
  await db.query('insert into judges (id, model, prompt_version, settings) values ($1, $2, $3, $4) on conflict (id) do nothing', [id, model, promptVersion, JSON.stringify(settings)]);
}

export type KnownJudge = {
  id: string;
  model: string;
  promptVersion: string;
  firstAt: Date;
  /** Interactions of the agent that it was asked about, and how many answers could not be read. */
  asked: number;
  unreadable: number;
};

/** The judges that an agent's interactions were judged by, the newest record first. */
export async function judgesOf(db: Database, agent: string): Promise<KnownJudge[]> {
  const { rows } = await db.query<KnownJudge>(
    `select j.id, j.model, j.prompt_version as "promptVersion", j.first_at as "firstAt", n.asked, n.unreadable
     from judges j join lateral (
       select count(*)::int as asked, count(*) filter (where a.status = 'unparsable')::int as unreadable
       from annotations a join interactions i on i.id = a.interaction_id where i.agent = $1 and a.judge_id = j.id and a.status in ('ok', 'unparsable')) n on n.asked > 0
     order by j.first_at desc, j.id`,
    [agent],
  );
  return rows;
}

/** What the judge says of a rubric, of its newest annotation `a` of an interaction; null where the answer could not be read. */
const saidOf: Readonly<Record<RubricName, string>> = {
  verdict: 'a.verdict',
  error_type: `case when a.status = 'ok' then coalesce(a.error_type, '${noLabel}') end`,
  severity: `case when a.status = 'ok' then coalesce(a.severity, '${noLabel}') end`,
  intent: 'a.intent',
  // Of the correction that was shown: what became of it without people.
  correction: `(select case when c.checks @> '[{"check": "second_judgement", "result": "pass"}]' then 'good' when c.checks @> '[{"check": "second_judgement", "result": "fail"}]' then 'bad' end
    from review_items r join corrections c on c.id = r.correction_id where r.interaction_id = a.interaction_id and r.rubric = 'correction')`,
};

/** Interactions that people and a judge have both labelled. */
export async function labelledItems(db: Database, agent: string, judgeId: string, rubric: RubricName): Promise<LabelledItem[]> {
  const { rows } = await db.query<LabelledItem>(
    `select h.label as human, ${saidOf[rubric]} as judge, h.at, coalesce(r.part, 'unasked') as part
     from human_consensus h join interactions i on i.id = h.interaction_id and i.agent = $1
     join lateral (select * from annotations a where a.interaction_id = i.id and a.judge_id = $2 and a.status in ('ok', 'unparsable') order by a.created_at desc, a.id desc limit 1) a on true
     left join review_items r on r.interaction_id = i.id and r.rubric = h.rubric
     where h.rubric = $3 order by i.id`,
    [agent, judgeId, rubric],
  );
  return rubric === 'correction' ? rows.filter(({ judge }) => judge !== null) : rows;
}

/** What a judge said of interactions that chance chose and no person has labelled: 1 bad, 0 good, null unreadable. */
export async function randomVerdicts(db: Database, agent: string, judgeId: string): Promise<(number | null)[]> {
  const { rows } = await db.query<{ bad: number | null }>(
    `select (a.verdict = 'bad')::int as bad
     from annotations a join interactions i on i.id = a.interaction_id and i.agent = $1
     join annotation_plan p on p.cycle_id = a.cycle_id and p.interaction_id = a.interaction_id and p.reason = 'random'
     where a.judge_id = $2 and a.status in ('ok', 'unparsable')
       and not exists (select 1 from human_consensus h join review_items r on r.interaction_id = h.interaction_id and r.rubric = h.rubric
         where h.interaction_id = i.id and h.rubric = 'verdict' and r.part = 'random')
     order by a.id`,
    [agent, judgeId],
  );
  return rows.map(({ bad }) => bad);
}
