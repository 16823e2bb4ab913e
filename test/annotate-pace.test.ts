import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ProviderError } from '../adapters/llm/provider-error.ts';
import { openPace, type Pace } from '../adapters/llm/pace.ts';
import { openPool, type Pool } from '../adapters/store/database.ts';
import { paceSchema, type PaceLimits } from '../core/pace/config.ts';
import { admit, depart, freshPace, type Arrival, type PaceState } from '../core/pace/pace.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';

const call = (id: string, more: Partial<Arrival> = {}): Arrival => ({ id, tokens: 100, ...more });
const limits = (more: Partial<PaceLimits> = {}): PaceLimits => ({ concurrency: 100, ...more });
const named = (count: number): Arrival[] => Array.from({ length: count }, (_, index) => call(String(index)));

describe('who is let in when', () => {
  /** Runs the pace for some minutes of made-up time, every call ending at once. */
  function startsOf(arrivals: readonly Arrival[], allowed: PaceLimits, untilMs: number, used = 0): { at: number; id: string }[] {
    const started: { at: number; id: string }[] = [];
    let state: PaceState = freshPace;
    let waiting = [...arrivals];
    for (let now = 1_000_000; now < 1_000_000 + untilMs; now += 50) {
      const found = admit(state, { arrivals: waiting }, now, allowed);
      started.push(...found.admitted.map((id) => ({ at: now - 1_000_000, id })));
      waiting = waiting.filter(({ id }) => !found.admitted.includes(id));
      state = depart(found.state, found.admitted.map((id) => ({ id, tokensOver: used, end: 'answered' as const })), now, allowed);
    }
    return started;
  }

  test('as many as the limit of requests a minute, evenly, in the order in which they came', () => {
    const started = startsOf(named(200), limits({ requests_per_minute: 120 }), 60_000);
    // A second's worth may come at once at the beginning.
    expect(started.length).toBeGreaterThanOrEqual(119);
    expect(started.length).toBeLessThanOrEqual(123);
    expect(started.map(({ id }) => Number(id))).toEqual(started.map((_, index) => index));
    for (const second of [10, 20, 30]) expect(started.filter(({ at }) => at >= second * 1_000 && at < (second + 1) * 1_000).length).toBeLessThanOrEqual(3);
  });

  test('tokens a minute: estimates are corrected by what the answers really had', () => {
    expect(startsOf(named(200), limits({ tokens_per_minute: 6_000 }), 60_000).length).toBeCloseTo(61, -1);
    // Each took 50 tokens fewer than thought: twice as many fit.
    expect(startsOf(named(300), limits({ tokens_per_minute: 6_000 }), 60_000, -50).length).toBeCloseTo(121, -1);
  });

  test('no more at once than the limit; one that died frees its place when its lease ends', () => {
    const three = admit(freshPace, { arrivals: named(5) }, 1_000, limits({ concurrency: 3 }));
    expect(three.admitted).toEqual(['0', '1', '2']);
    expect(admit(three.state, { arrivals: [call('3'), call('4')] }, 2_000, limits({ concurrency: 3 })).admitted).toEqual([]);
    const held = admit(three.state, { arrivals: [call('3'), call('4')], holding: ['1'] }, 9_000, limits({ concurrency: 3 })).state;
    expect(admit(held, { arrivals: [call('3'), call('4')] }, 11_001, limits({ concurrency: 3 })).admitted).toEqual(['3', '4']);
    expect(admit(held, { arrivals: [call('5')] }, 11_001, limits({ concurrency: 3 })).state.running.map(({ id }) => id)).toContain('1');
  });

  test('a group inside the model has a limit of its own, and holds nobody else up', () => {
    const cycle = { name: 'cycle', concurrency: 1 };
    const found = admit(freshPace, { arrivals: [call('a', { among: cycle }), call('b', { among: cycle }), call('c')] }, 1_000, limits());
    expect(found.admitted).toEqual(['a', 'c']);
    expect(found.state.waiting.map(({ id }) => id)).toEqual(['b']);
  });

  test('nobody overtakes: who came first at another worker is let in first, and finds it out when its worker looks again', () => {
    const full = admit(freshPace, { arrivals: [call('running')] }, 1_000, limits({ concurrency: 1 })).state;
    const queued = admit(full, { arrivals: [call('theirs')] }, 1_100, limits({ concurrency: 1 })).state;
    const later = depart(queued, [{ id: 'running', tokensOver: 0, end: 'answered' }], 1_200, limits({ concurrency: 1 }));
    const ours = admit(later, { arrivals: [call('ours')] }, 1_200, limits({ concurrency: 1 }));
    expect(ours.admitted).toEqual([]);
    expect(admit(ours.state, { arrivals: [call('theirs')] }, 1_300, limits({ concurrency: 1 })).admitted).toEqual(['theirs']);
  });

  test('a worker that died while its calls waited does not keep the others waiting', () => {
    const full = admit(freshPace, { arrivals: [call('running')] }, 1_000, limits({ concurrency: 1 })).state;
    const queued = admit(full, { arrivals: [call('dead')] }, 1_100, limits({ concurrency: 1 })).state;
    const free = depart(queued, [{ id: 'running', tokensOver: 0, end: 'answered' }], 6_000, limits({ concurrency: 1 }));
    expect(admit(free, { arrivals: [call('ours')] }, 6_000, limits({ concurrency: 1 })).admitted).toEqual(['ours']);
  });

  test('after a refusal nobody calls before the provider said, then one after the other, and faster again as answers come', () => {
    const refused = { id: 'x', tokensOver: 0, end: 'limited' as const, retryAfterMs: 5_000 };
    const storm = depart(freshPace, [refused, refused, refused], 10_000, limits());
    expect(admit(storm, { arrivals: named(3) }, 14_999, limits())).toMatchObject({ admitted: [], againInMs: 1 });
    const first = admit(storm, { arrivals: named(3) }, 15_000, limits());
    expect(first.admitted).toEqual(['0']);
    expect(first.againInMs).toBe(100);
    // Three refusals of one storm are one step; the next storm doubles it.
    expect(depart(storm, [refused], 16_000, limits()).gapMs).toBe(200);
    const answers = Array.from({ length: 20 }, () => ({ id: 'y', tokensOver: 0, end: 'answered' as const }));
    expect(depart(storm, answers, 17_000, limits()).gapMs).toBe(0);
  });
});

describe('workers on one database', () => {
  let database: TestDatabase;
  let pools: Pool[];
  let workers: Pace[];
  beforeAll(async () => {
    database = await createTestDatabase();
    pools = [openPool(database.url), openPool(database.url), openPool(database.url)];
    workers = pools.map((pool) => openPace(pool, paceSchema.parse({ models: { three: { concurrency: 3 }, paused: { concurrency: 50 }, single: { concurrency: 1 } } })));
  });
  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    await database.drop();
  });
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  const entry = { tokens: 10 };

  test('share the places of a model, and each of them gets its share', async () => {
    let running = 0;
    let most = 0;
    const order: number[] = [];
    const lane = async (worker: number): Promise<void> => {
      for (let call = 0; call < 5; call += 1) {
        const pass = await workers[worker]!.enter('three', entry);
        most = Math.max(most, ++running);
        order.push(worker);
        await pause(5);
        running -= 1;
        pass.leave({ end: 'answered' });
      }
    };
    await Promise.all(Array.from({ length: 18 }, (_, index) => lane(index % 3)));
    expect(most).toBe(3);
    const firstHalf = order.slice(0, 45);
    for (const worker of [0, 1, 2]) expect(firstHalf.filter((one) => one === worker).length).toBeGreaterThanOrEqual(8);
  });

  test('a refusal that one of them met holds the others, too; a long one is handed back with its pause', async () => {
    const pass = await workers[0]!.enter('paused', entry);
    pass.leave({ end: 'limited', retryAfterMs: 60_000 });
    await pause(100);
    const refused: unknown = await workers[1]!.enter('paused', entry).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ProviderError);
    expect(refused).toMatchObject({ type: 'provider_rate_limited', retryable: true });
    expect((refused as ProviderError).retryAfterMs).toBeGreaterThan(50_000);
  });

  test('who gives up while waiting leaves the queue', async () => {
    const first = await workers[0]!.enter('single', entry);
    const abort = new AbortController();
    const second = workers[1]!.enter('single', { ...entry, signal: abort.signal });
    abort.abort();
    await expect(second).rejects.toThrow();
    const third = workers[2]!.enter('single', entry);
    first.leave({ end: 'answered' });
    (await third).leave({ end: 'answered' });
  });
});
