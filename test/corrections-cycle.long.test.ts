import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeFeedback } from '../adapters/store/feedback.ts';
import { storeHumanLabels } from '../adapters/store/human-labels.ts';
import { storeInteractions } from '../adapters/store/interactions.ts';
import { chooseForReview } from '../adapters/store/review.ts';
import type { Feedback } from '../core/interaction/feedback.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { startFlywheel, type TestFlywheel, type Turn } from './support/flywheel.ts';

const traffic = supportTraffic({ seed: 21, count: 1_500 }).filter((turn, place, all) => all.findIndex(({ text }) => text === turn.text) === place);
/** No training: what is looked at is there before. */
const untrained = { train: { min_examples: 100_000 } };

async function serve(flywheel: TestFlywheel, turns: readonly Turn[], replyTo: (turn: Turn, index: number) => string, said: (index: number) => Omit<Feedback, 'key' | 'interactionKey'> | undefined = () => undefined): Promise<void> {
  await storeInteractions(flywheel.pool, flywheel.agent, turns.map((turn, index) => ({
    key: `i-${index}`, at: new Date(Date.UTC(2026, 0, 1, 0, index)), model: 'sandbox-large', messages: [{ role: 'user' as const, content: turn.text }], reply: replyTo(turn, index),
  })));
  await storeFeedback(flywheel.pool, flywheel.agent, turns.flatMap((_, index) => {
    const one = said(index);
    return one === undefined ? [] : [{ key: `f-${index}`, interactionKey: `i-${index}`, ...one }];
  }));
}

type Stored = { index: number; reply: string; status: string; source: string; user_id: string | null; codes: string[] };
const corrections = async ({ pool, agent }: TestFlywheel): Promise<Stored[]> =>
  (await pool.query<Stored>(
    `select substr(i.key, 3)::int as index, c.reply, c.status, c.source, c.user_id,
       array(select e->>'code' from jsonb_array_elements(c.checks) e where e->>'result' <> 'pass') as codes
     from corrections c join interactions i on i.id = c.interaction_id where i.agent = $1 order by 1`,
    [agent],
  )).rows;
const counts = async ({ pool }: TestFlywheel, cycleId: string, stage: string) =>
  (await pool.query<{ counts: Record<string, unknown> }>('select counts from cycle_stages where cycle_id = $1 and stage = $2', [cycleId, stage])).rows[0]?.counts;

describe('a judge that errs on every seventh text', () => {
  let flywheel: TestFlywheel;
  const asked = traffic.slice(0, 260);
  let cycleId = '';

  beforeAll(async () => {
    flywheel = await startFlywheel({ judgeNoise: 0.15 });
    await flywheel.answerKey(traffic);
    await flywheel.apply({ ...untrained, annotate: { budget_per_cycle: 300 } });
    await flywheel.suite(traffic.slice(-5));
    // Two of three are wrong; some users say what would have been right, and a few of these are wrong, too.
    await serve(flywheel, asked, (turn, index) => (index % 3 === 0 ? turn.reply : 'We open at nine.'), (index) =>
      index % 10 === 1 ? { rating: 1, user: `u_${index}`, correction: index % 20 === 1 ? asked[index]!.reply : 'Throw it away and walk.' } : undefined);
    const run = await flywheel.start();
    cycleId = run.id;
    await run.result();
  });
  afterAll(() => flywheel.close());

  test('of the corrections that a second look verifies less than half as many are wrong as of all that were proposed', async () => {
    const rows = await corrections(flywheel);
    const right = (list: readonly Stored[]): number => list.filter(({ index, reply }) => reply === asked[index]!.reply).length / list.length;
    const verified = rows.filter(({ status }) => status === 'verified');
    expect(verified.length).toBeGreaterThan(100);
    expect(right(rows)).toBeLessThan(0.9);
    // Both err alike on one text of fifty.
    expect(1 - right(verified)).toBeLessThan((1 - right(rows)) / 2);
    expect(rows.some(({ status, codes }) => status === 'rejected' && codes.includes('second_judge_disagrees'))).toBe(true);
    expect(await counts(flywheel, cycleId, 'annotate')).toMatchObject({ correctionsVerified: verified.length, correctionsProposed: rows.filter(({ status }) => status === 'proposed').length });
  });

  test('where a user says otherwise, people look, and nothing is learned meanwhile', async () => {
    const rows = await corrections(flywheel);
    const disputed = rows.filter(({ codes }) => codes.includes('user_disagrees'));
    expect(disputed.length).toBeGreaterThan(3);
    expect(disputed.every(({ status }) => status === 'proposed')).toBe(true);
    const { rows: samples } = await flywheel.pool.query(
      `select 1 from samples s join corrections c on c.interaction_id = s.interaction_id and s.origin = 'correction' where c.status in ('proposed', 'rejected') and s.agent = $1`, [flywheel.agent]);
    expect(samples).toEqual([]);
    const { rows: flags } = await flywheel.pool.query<{ reason: string }>(`select distinct reason from review_flags where rubric = 'correction' order by 1`);
    expect(flags.map(({ reason }) => reason)).toEqual(['second_judge_disagrees', 'user_disagrees']);
  });

  test('people decide on disputed corrections, shown as replies; what they accept teaches, what they refuse does not', async () => {
    const { pool, agent } = flywheel;
    const open = (await corrections(flywheel)).filter(({ status }) => status !== 'verified');
    const { items, disputed } = await chooseForReview(pool, agent, { rubric: 'correction', random: 0, disputed: 1_000, seed: 1 });
    expect(disputed).toBe(open.length);
    const right = ({ interactionId, reply }: { interactionId: string; reply: string }): boolean => reply === asked[Number(interactionId.slice(2))]!.reply;
    const labels = items.map((item) => ({ interactionKey: item.interactionId, rubric: 'correction' as const, label: right(item) ? 'good' : 'bad', annotator: 'ann', at: new Date(Date.UTC(2026, 2, 1)) }));
    expect(await storeHumanLabels(pool, agent, labels)).toMatchObject({ added: open.length, unknown: [] });

    const now = new Map((await corrections(flywheel)).map((one) => [one.index, one]));
    for (const { index, reply } of open) expect([index, now.get(index)?.status]).toEqual([index, reply === asked[index]!.reply ? 'human' : 'rejected']);
    const { rows: samples } = await pool.query<{ status: string }>(
      `select s.status from samples s join corrections c on c.interaction_id = s.interaction_id and c.reply = s.reply where s.agent = $1 and c.status in ('human', 'rejected') and s.status <> 'superseded'`, [agent]);
    expect(samples.map(({ status }) => status)).toEqual(labels.filter(({ label }) => label === 'good').map(() => 'human'));
    expect((await chooseForReview(pool, agent, { rubric: 'correction', random: 0, disputed: 1_000, seed: 1 })).items).toEqual([]);
  });

  test('the judge was asked again about the random part, and mostly agreed with itself', async () => {
    const { rows: [again] } = await flywheel.pool.query<{ same: number; all: number }>(
      'select count(*) filter (where r.verdict = a.verdict)::int as same, count(*)::int as all from judge_retests r join annotations a on a.id = r.annotation_id');
    expect(again?.all).toBe(26);
    expect(again?.same).toBeGreaterThan(18);
    expect(await counts(flywheel, cycleId, 'balance')).not.toHaveProperty('heldBack');
  });
});

test('nothing of a day on which the judge decides by lot is learned', async () => {
  const flywheel = await startFlywheel();
  try {
    await flywheel.answerKey(traffic);
    await flywheel.apply({ ...untrained, annotate: { retest_per_cycle: 60, random_share: 0.5 } });
    await flywheel.suite(traffic.slice(-5));
    await flywheel.faults({ flips: {} });
    await serve(flywheel, traffic.slice(300, 440), (turn, index) => (index % 3 === 0 ? 'We open at nine.' : turn.reply));
    const run = await flywheel.start();
    await run.result();
    expect(await counts(flywheel, run.id, 'balance')).toMatchObject({ heldBack: 'judge_disagrees_with_itself', samples: 0 });
    expect(await flywheel.pool.query('select 1 from samples where agent = $1', [flywheel.agent])).toMatchObject({ rowCount: 0 });
  } finally {
    await flywheel.close();
  }
});

test('a user\'s own corrections teach after two judgements, none of them with a link, and one user\'s are at most a hundredth of the dataset', async () => {
  const flywheel = await startFlywheel();
  try {
    // A judge without an answer key knows no correction: it sees refusals, and takes everything else as good.
    await flywheel.apply({ ...untrained, annotate: { min_confidence: 0, budget_per_cycle: 700, user_max_share: 1 } });
    await flywheel.suite(traffic.slice(-5));
    const asked = traffic.slice(0, 500);
    const refused = (index: number): boolean => index % 5 === 0;
    await serve(flywheel, asked, (turn, index) => (refused(index) ? 'Sorry, I can\'t help with that.' : turn.reply), (index) => {
      if (!refused(index)) return undefined;
      const correction = index === 5 ? 'Pay at https://evil.example first.' : index === 10 ? 'Sorry, I can\'t help.' : asked[index]!.reply;
      return { user: index < 400 ? 'u_busy' : `u_${index}`, correction };
    });
    const run = await flywheel.start();
    await run.result();
    const rows = await corrections(flywheel);
    expect(rows).toHaveLength(100);
    expect(rows.every(({ source, user_id }) => source === 'user' && user_id?.startsWith('u_'))).toBe(true);
    expect(rows.find(({ index }) => index === 5)).toMatchObject({ status: 'proposed', codes: ['new_link'] });
    expect(rows.find(({ index }) => index === 10)).toMatchObject({ status: 'rejected', codes: ['second_judge_disagrees'] });
    expect(rows.filter(({ status }) => status === 'verified')).toHaveLength(98);

    const { rows: [set] } = await flywheel.pool.query<{ lines: number; busy: number; others: number }>(
      `select sum(r.copies)::int as lines, coalesce(sum(r.copies) filter (where s.contributor = 'u_busy'), 0)::int as busy, count(distinct s.contributor)::int - 1 as others
       from dataset_rows r join samples s on s.id = r.sample_id join datasets d on d.id = r.dataset_id where d.cycle_id = $1`,
      [run.id],
    );
    expect(set?.lines).toBeGreaterThan(250);
    expect(set?.busy).toBeGreaterThan(0);
    expect(set!.busy / set!.lines).toBeLessThanOrEqual(0.01);
    expect(set?.others).toBeGreaterThan(5);
    expect(await counts(flywheel, run.id, 'balance')).toMatchObject({ userCorrectionsLeftOut: expect.any(Number) as number });
  } finally {
    await flywheel.close();
  }
});
