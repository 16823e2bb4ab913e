import { afterAll, beforeAll, expect, test } from 'vitest';
import { storeFeedback } from '../adapters/store/feedback.ts';
import { storeInteractions } from '../adapters/store/interactions.ts';
import type { Judgement } from '../core/annotation/judgement.ts';
import { judgePromptVersion } from '../core/annotation/prompts/index.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { settled, startCycle } from './support/crash-scene.ts';
import { startFlywheel, type TestFlywheel } from './support/flywheel.ts';
import { prepareAgent } from './support/served-agent.ts';

const traffic = supportTraffic({ seed: 11, count: 90 });
const [asked, suite] = [traffic.slice(0, 60), traffic.slice(60)];
let flywheel: TestFlywheel;

type Stored = { key: string; judgement: Judgement; tier: string; messages: string; reply: string; raw: string | null; prompt_version: string; signals: string[] };
let stored: Stored[];

beforeAll(async () => {
  flywheel = await startFlywheel();
  const { pool } = flywheel;
  await flywheel.answerKey(traffic);
  await prepareAgent(pool, 'judged', { asked, suite });
  const turn = traffic[0]!;
  await storeInteractions(pool, 'judged', [
    { key: 'empty', at: new Date('2026-01-02'), model: 'sandbox-large', messages: [{ role: 'user', content: traffic[1]!.text }], reply: '' },
    { key: 'named', at: new Date('2026-01-02'), model: 'sandbox-large', messages: [{ role: 'user', content: `My name is Greta Sandmeier. ${turn.text}` }], reply: 'Dear Greta Sandmeier, no.' },
    { key: 'said', at: new Date('2026-01-02'), model: 'sandbox-large', messages: [{ role: 'user', content: turn.text }], reply: 'No.' },
  ]);
  await storeFeedback(pool, 'judged', [
    { key: 'f1', interactionKey: 'named', rating: 1, text: 'Greta Sandmeier was not helped' },
    { key: 'f2', interactionKey: 'said', rating: 1, text: 'Call me back. My name is Otto Lilienfeld', correction: 'Otto Lilienfeld gets a refund.' },
  ]);
  await settled(flywheel, await startCycle(flywheel, 'judged'));
  const { rows } = await pool.query<Stored>(
    `select i.key, a.judgement, x.tier, i.messages::text as messages, i.reply, a.raw, a.prompt_version,
       (select coalesce(array_agg(s.code order by s.code), '{}') from signals s where s.interaction_id = i.id) as signals
     from annotations a join interactions i on i.id = a.interaction_id join analyses x on x.interaction_id = i.id where i.agent = 'judged' and a.status = 'ok'`,
  );
  stored = rows;
}, 120_000);
afterAll(() => flywheel.close());

const found = (key: string): Stored => stored.find((one) => one.key === key)!;

test('a cycle stores all that the judge said, causes where the tier asks for them, in one call a row', async () => {
  expect(stored).toHaveLength(63);
  for (const { judgement, prompt_version } of stored) {
    expect(prompt_version).toBe(judgePromptVersion('en'));
    expect(Object.values(judgement.replyQuality ?? {}).every((mark) => typeof mark === 'number')).toBe(true);
    expect(judgement.topic).toBeTruthy();
  }
  expect(found('a-1').judgement).toMatchObject({ verdict: 'good', insight: null });
  expect(found('a-0').judgement).toMatchObject({ verdict: 'bad', insight: { root_causes: [{ confidence: 'high' }] } });
  const { rows } = await flywheel.pool.query<{ key: string; calls: number }>(`select key, calls from ledger where agent = 'judged' and stage = 'annotate'`);
  // 63 judged, and two texts of users looked through by themselves; second opinions have keys of their own.
  expect(rows.filter(({ key }) => /\/annotate\/\d+(\/\d+)?$/.test(key)).reduce((sum, { calls }) => sum + calls, 0)).toBe(65);
});

test('a tier rises by what the judge says, and never falls', () => {
  expect(found('empty')).toMatchObject({ tier: 'high_precision' });
  expect(found('empty').signals).toEqual(expect.arrayContaining(['empty_reply', 'llm_agent_analysis_eval_low', 'llm_reply_quality_eval_low']));
  expect(found('a-0').tier).not.toBe('none');
});

test('personal data that only the judge saw is gone from the row, the feedback and the verdict; the trail holds no value', async () => {
  expect(found('named')).toMatchObject({ reply: 'Dear [NAME], no.' });
  expect(found('named').messages).toContain('My name is [NAME].');
  const { rows: feedback } = await flywheel.pool.query(`select f.text, f.correction from feedback f join interactions i on i.id = f.interaction_id where i.key in ('named', 'said') and i.agent = 'judged' order by i.key`);
  expect(feedback).toEqual([{ text: '[NAME] was not helped', correction: null }, { text: 'Call me back. My name is [NAME]', correction: '[NAME] gets a refund.' }]);
  const { rows: trail } = await flywheel.pool.query(
    `select i.key, regexp_replace(p.field, '\\d+', 'N') as field, p.category, p.replaced, p.judge from pii_findings p join interactions i on i.id = p.interaction_id order by i.key, p.field`,
  );
  expect(trail).toEqual([
    { key: 'named', field: 'messages[N].content', category: 'NAME', replaced: 3, judge: 'sandbox-judge' },
    { key: 'said', field: 'feedback[N].text', category: 'NAME', replaced: 2, judge: 'sandbox-judge' },
  ]);
  const { rows: tables } = await flywheel.pool.query<{ name: string }>(`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`);
  for (const { name } of tables) {
    const { rows } = await flywheel.pool.query<{ n: number }>(`select count(*)::int as n from "${name}" t where t::text like '%Sandmeier%' or t::text like '%Lilienfeld%'`);
    expect({ name, rows: rows[0]?.n }).toEqual({ name, rows: 0 });
  }
});
