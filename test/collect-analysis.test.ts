import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { collectActivities } from '../activities/collect.ts';
import type { Dependencies } from '../activities/dependencies.ts';
import { storeAnalyses, storeSessionFindings, unanalyzed } from '../adapters/store/analyses.ts';
import { giveBackClaims } from '../adapters/store/claims.ts';
import { applyWithChampion } from '../adapters/store/champions.ts';
import { openCycle } from '../adapters/store/cycles.ts';
import { storeFeedback } from '../adapters/store/feedback.ts';
import { storeInteractions } from '../adapters/store/interactions.ts';
import { dropLease, takeLease } from '../adapters/store/leases.ts';
import { slice } from '../adapters/store/slices.ts';
import { flywheelSchema } from '../core/config/flywheel.ts';
import type { Interaction } from '../core/interaction/interaction.ts';
import type { Message } from '../core/interaction/message.ts';
import { openInstallation, type Installation } from './support/cli.ts';

let flywheel: Installation;
let agent: string;
let agents = 0;

beforeAll(async () => {
  flywheel = await openInstallation();
});
afterAll(() => flywheel.close());
beforeEach(async () => {
  agent = `agent-${++agents}`;
  const config = flywheelSchema.parse({ agent: { name: agent, champion: { model: 'm' } }, annotate: { judge: 'j' }, train: { base_model: 'm' } });
  await applyWithChampion(flywheel.pool, config, 'test');
});

const interaction = (key: string, more: Partial<Interaction> = {}): Interaction => ({
  key, model: 'qwen3-max', messages: [{ role: 'user', content: `Question ${key}: where does my parcel stay?` }], reply: 'It arrives tomorrow.', at: new Date('2026-01-01T10:00:00Z'), promptTokens: 100, completionTokens: 20, ...more,
});
const failing: Message[] = [
  { role: 'user', content: 'Where is my parcel?' },
  ...['a', 'b'].flatMap((id): Message[] => [
    { role: 'assistant', content: '', tool_calls: [{ id, type: 'function', function: { name: 'track', arguments: '{}' } }] },
    { role: 'tool', content: '{"success": false}', tool_call_id: id },
  ]),
];

async function cycle(number: number) {
  const cycleId = `flywheel/${agent}/manual-${number}`;
  await openCycle(flywheel.pool, { id: cycleId, agent, agentVersion: 1, runId: `run-${number}`, trigger: 'run', cutoff: new Date(Date.now() + 60_000) });
  await takeLease(flywheel.pool, agent, { cycleId, runId: `run-${number}` });
  return cycleId;
}
/** The stage as the workflow runs it, in more shards than so few interactions get. */
const collect = async (cycleId: string) => {
  const stage = collectActivities({ pool: flywheel.pool } as Dependencies);
  await stage.planCollection(cycleId);
  await Promise.all([0, 1, 2].map((index) => stage.collectShard(cycleId, { index, of: 3 })));
  return stage.finishCollection(cycleId);
};
const analyzed = async () =>
  (await flywheel.pool.query<{ key: string; tier: string; session_tier: string | null; cycle_id: string | null; codes: string[] }>(
    `select i.key, a.tier, a.session_tier, a.cycle_id, array(select code from signals s where s.interaction_id = i.id order by code) as codes
     from analyses a join interactions i on i.id = a.interaction_id where i.agent = $1 order by i.id`, [agent])).rows;
const sliced = async (filter: Partial<Parameters<typeof slice>[1]>) =>
  Array.fromAsync(slice(flywheel.pool, { agent, tier: null, model: null, signals: [], since: null, limit: null, ...filter }), ({ id }) => id);

test('collect stores tiers, signals, statistics and sessions, and returns counts only', async () => {
  await storeInteractions(flywheel.pool, agent, [
    interaction('fine'), interaction('broken', { messages: failing }), interaction('empty', { reply: '' }),
    interaction('calls', { messages: [{ role: 'user', content: `Where is my parcel? ${'It was sent long ago. '.repeat(6)}` }], reply: '[Tool calls: search]' }),
    interaction('first', { session: 's_1', messages: [{ role: 'user', content: 'Why was my card declined?' }] }),
    interaction('again', { session: 's_1', at: new Date('2026-01-01T10:05:00Z'), messages: [{ role: 'user', content: 'why was my card declined' }] }),
  ]);
  expect(await collect(await cycle(1))).toMatchObject({ interactions: 6, badCases: 3, rejected: 0 });
  expect((await analyzed()).map(({ key, tier, session_tier, codes }) => [key, tier, session_tier, codes])).toEqual([
    ['fine', 'none', null, []],
    ['broken', 'watchlist', null, ['low_tool_success_ratio', 'tool_message_error_pattern']],
    ['empty', 'watchlist', null, ['empty_reply']],
    ['calls', 'none', null, []],
    ['first', 'watchlist', 'watchlist', ['user_retry_or_rephrase']],
    ['again', 'none', 'watchlist', []],
  ]);
});

test('a second run goes on where the first one stopped, and a whole second run changes nothing', async () => {
  await storeInteractions(flywheel.pool, agent, Array.from({ length: 900 }, (_, index) => interaction(`i${index}`, index % 3 === 0 ? { messages: failing } : {})));
  const cycleId = await cycle(1);
  const results = await Promise.all([collect(cycleId), collect(cycleId)]);
  const first = await analyzed();
  expect([results[0]?.badCases, first.length, first.filter(({ tier }) => tier === 'watchlist').length]).toEqual([300, 900, 300]);
  // As if the first run had died after some batches.
  await flywheel.pool.query('delete from analyses where interaction_id in (select id from interactions where agent = $1 order by id desc limit 350)', [agent]);
  expect(await collect(cycleId)).toEqual(results[0]);
  expect(await analyzed()).toEqual(first);
});

test('every interaction is in exactly one shard, and a shard leaves the others alone', async () => {
  await storeInteractions(flywheel.pool, agent, Array.from({ length: 60 }, (_, index) => interaction(`i${index}`)));
  const cycleId = await cycle(1);
  const stage = collectActivities({ pool: flywheel.pool } as Dependencies);
  expect(await stage.planCollection(cycleId)).toEqual({ interactions: 60, shards: 1 });
  const seen: number[] = [];
  for (const index of [0, 1, 2, 3]) {
    await stage.collectShard(cycleId, { index, of: 4 });
    seen.push((await analyzed()).length);
  }
  expect(seen.at(-1)).toBe(60);
  expect(seen.every((count, place) => count > (seen[place - 1] ?? 0))).toBe(true);
});

test('a question that comes again in the next cycle marks the earlier interaction and opens it again, once', async () => {
  const ask = (key: string, minute: number, content: string) => interaction(key, { session: 's_2', at: new Date(Date.UTC(2026, 0, 1, 10, minute)), messages: [{ role: 'user', content }] });
  await storeInteractions(flywheel.pool, agent, [ask('first', 0, 'Why was my card declined?')]);
  expect(await collect(await cycle(1))).toMatchObject({ interactions: 1, badCases: 0 });
  await dropLease(flywheel.pool, agent, 'run-1');
  await storeInteractions(flywheel.pool, agent, [ask('again', 5, 'why was my card declined')]);
  const second = await cycle(2);
  const found = await collect(second);
  expect(found).toMatchObject({ interactions: 2, badCases: 1 });
  const marked = (await analyzed()).map(({ key, tier, session_tier, cycle_id, codes }) => [key, tier, session_tier, cycle_id, codes]);
  expect(marked).toEqual([['first', 'watchlist', 'watchlist', second, ['user_retry_or_rephrase']], ['again', 'none', 'watchlist', second, []]]);
  expect(await collect(second)).toEqual(found);
  await dropLease(flywheel.pool, agent, 'run-2');
  await storeInteractions(flywheel.pool, agent, [ask('thanks', 9, 'Thank you, that is all for today')]);
  expect(await collect(await cycle(3))).toMatchObject({ interactions: 1, badCases: 0 });
});

test('an attempt that was asleep takes nothing away: not what sessions said since, nor from the cycle that holds the interaction now', async () => {
  const ask = (key: string, minute: number) => interaction(key, { session: 's_3', at: new Date(Date.UTC(2026, 0, 1, 10, minute)), messages: [{ role: 'user', content: 'Why was my card declined?' }] });
  await storeInteractions(flywheel.pool, agent, [ask('first', 0), ask('again', 5)]);
  const cycleId = await cycle(1);
  await collectActivities({ pool: flywheel.pool } as Dependencies).planCollection(cycleId);
  const slept = (await unanalyzed(flywheel.pool, cycleId, { index: 0, of: 1 }, 0, 200)).map(({ id }) => ({ id, tier: 'none' as const, endsOnError: false, stats: {}, signals: [] }));
  await collect(cycleId);
  const found = await analyzed();
  expect(found.map(({ codes }) => codes)).toEqual([['user_retry_or_rephrase'], []]);
  await storeAnalyses(flywheel.pool, cycleId, slept);
  expect(await analyzed()).toEqual(found);
  await storeFeedback(flywheel.pool, agent, [{ key: `f-${agent}`, interactionKey: 'first', rating: 1 }]);
  const reopened = await analyzed();
  await storeAnalyses(flywheel.pool, cycleId, slept);
  await storeSessionFindings(flywheel.pool, { cycleId, agent }, [{ id: slept[0]!.id, ofThisCycle: false, tier: 'watchlist', sessionTier: 'watchlist', signals: [] }]);
  expect(await analyzed()).toEqual(reopened);
  expect((await flywheel.pool.query('select cycle_id from interactions where id = $1', [slept[0]!.id])).rows).toEqual([{ cycle_id: null }]);
});

test('late feedback opens a tier again, and the next cycle closes it', async () => {
  await storeInteractions(flywheel.pool, agent, [interaction('one'), interaction('two')]);
  const before = await cycle(1);
  await collect(before);
  expect((await analyzed()).map(({ tier }) => tier)).toEqual(['none', 'none']);
  await dropLease(flywheel.pool, agent, 'run-1');
  await storeFeedback(flywheel.pool, agent, [{ key: `f-${agent}`, interactionKey: 'two', rating: 1, text: 'It never came.' }]);
  expect((await analyzed()).map(({ cycle_id }) => cycle_id)).toEqual([before, null]);
  expect(await collect(await cycle(2))).toMatchObject({ interactions: 1, badCases: 1 });
  expect((await analyzed()).map(({ tier, codes }) => [tier, codes])).toEqual([['none', []], ['high_precision', ['user_feedback_low']]]);
});

test('what was usual before is the limit of the next cycle, never of its own', async () => {
  await storeInteractions(flywheel.pool, agent, Array.from({ length: 100 }, (_, index) => interaction(`i${index}`, { latencyMs: 1_000 + index })));
  await storeInteractions(flywheel.pool, agent, [interaction('slow', { latencyMs: 60_000 })]);
  const first = await cycle(1);
  expect(await collect(first)).toMatchObject({ badCases: 0 });
  await flywheel.pool.query('update interactions set at = now() where agent = $1', [agent]);
  await flywheel.pool.query('delete from calibrations where cycle_id = $1', [first]);
  await collect(first);
  await giveBackClaims(flywheel.pool, first);
  await dropLease(flywheel.pool, agent, 'run-1');
  expect(await collect(await cycle(2))).toMatchObject({ badCases: 5 });
  expect(await sliced({ signals: ['high_latency_ms'] })).toContain('slow');
});

test('slices are chosen by tier, model, date and by all of several signals; a table cannot run formulas', async () => {
  await storeInteractions(flywheel.pool, agent, [
    interaction('both', { messages: failing, reply: '', at: new Date('2026-02-01T00:00:00Z') }),
    interaction('tools', { messages: failing, model: 'other' }),
    interaction('formula', { messages: [{ role: 'user', content: '=HYPERLINK("http://x")' }], reply: '' }),
    interaction('fine'),
  ]);
  await collect(await cycle(1));
  expect(await sliced({ signals: ['tool_message_error_pattern', 'empty_reply'] })).toEqual(['both']);
  expect(await sliced({ signals: ['tool_message_error_pattern'] })).toEqual(['tools', 'both']);
  expect(await sliced({ tier: 'none' })).toEqual(['fine']);
  expect(await sliced({ model: 'other' })).toEqual(['tools']);
  expect(await sliced({ since: new Date('2026-01-15') })).toEqual(['both']);
  expect(await sliced({ limit: 2 })).toHaveLength(2);
  const json = await flywheel.run('export', 'slices', '--agent', agent, '--tier', 'watchlist', '--signal', 'empty_reply', '--signal', 'tool_message_error_pattern');
  expect(json.stdout.trim().split('\n').map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(['both']);
  const csv = await flywheel.run('export', 'slices', '--agent', agent, '--signal', 'empty_reply', '--csv');
  expect(csv.stdout.split('\r\n')[0]).toBe('id,at,tier,session_tier,model,rating,signals,evidence,question,reply');
  expect(csv.stdout).toContain(`,"'=HYPERLINK(""http://x"")",`);
  expect((await flywheel.run('export', 'slices', '--agent', agent, '--signal', 'no_such_signal')).code).toBe(2);
}, 120_000);
