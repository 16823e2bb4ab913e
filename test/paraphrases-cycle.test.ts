import { afterAll, beforeAll, expect, test } from 'vitest';
import { storeInteractions } from '../adapters/store/interactions.ts';
import { supportTraffic } from '../sandbox/traffic/support-traffic.ts';
import { startFlywheel, type TestFlywheel } from './support/flywheel.ts';

const traffic = supportTraffic({ seed: 3, count: 400 });
let flywheel: TestFlywheel;
beforeAll(async () => {
  flywheel = await startFlywheel();
  await flywheel.apply({ balance: { paraphrase: { model: 'sandbox-writer', per_row: 3, calls_per_cycle: 12 }, intent_min_samples: 12, max_copies: 2 } });
  await flywheel.answerKey(traffic);
  await flywheel.suite(traffic.slice(300));
  await storeInteractions(
    flywheel.pool, flywheel.agent,
    traffic.slice(0, 150).map(({ text, reply }, index) => ({
      key: `p-${index}`, at: new Date(Date.UTC(2026, 0, 1, 0, 0, index)), session: `session-${index}`, user: `user-${index % 60}`, model: 'sandbox-large',
      messages: [{ role: 'user', content: text }], reply,
    })),
  );
});
afterAll(() => flywheel.close());

type Stored = { id: string; paraphrase_of: string; reply: string; original_reply: string; text: string; original_text: string };

test('rare intents train on questions in other words, marked, with the reply of their original, each paid for once', async () => {
  // The provider breaks off in the middle: what was written before is kept, and is not asked for again.
  await flywheel.faults({ server_error: { model: 'sandbox-writer', times: 3 } });
  const run = await flywheel.start({ trigger: 'retrain' });
  await run.result();

  const { rows } = await flywheel.pool.query<Stored>(
    `select s.id, s.paraphrase_of, s.reply, o.reply as original_reply, s.messages->-1->>'content' as text, o.messages->-1->>'content' as original_text
     from samples s join samples o on o.id = s.paraphrase_of where s.origin = 'paraphrase'`,
  );
  expect(rows.length).toBeGreaterThan(12);
  expect(new Set(rows.map(({ paraphrase_of }) => paraphrase_of)).size).toBe(12);
  expect(rows.filter(({ reply, original_reply, text, original_text }) => reply !== original_reply || text === original_text)).toEqual([]);
  const paid = await flywheel.pool.query<{ calls: number }>(`select sum(calls)::int as calls from ledger where cycle_id = $1 and stage = 'balance'`, [run.id]);
  expect(paid.rows[0]!.calls).toBe(12);

  const { rows: shown } = await flywheel.pool.query<{ copies: number }>(
    `select r.copies from dataset_rows r join datasets d on d.id = r.dataset_id join samples s on s.id = r.sample_id where d.cycle_id = $1 and s.origin = 'paraphrase'`,
    [run.id],
  );
  expect(shown.length).toBeGreaterThan(5);
  expect(shown.every(({ copies }) => copies <= 2)).toBe(true);
});
