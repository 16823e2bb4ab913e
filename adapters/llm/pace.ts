import { randomUUID } from 'node:crypto';
import type { PaceConfig, PaceLimits } from '../../core/pace/config.ts';
import { admit, depart, renewEveryMs, type Arrival, type Departure } from '../../core/pace/pace.ts';
import type { Pool } from '../store/database.ts';
import { withPace } from '../store/paces.ts';
import { ProviderError } from './provider-error.ts';

type Outcome = { end: 'answered' | 'failed'; tokens?: number } | { end: 'limited'; retryAfterMs: number | undefined };

/** A call that was let in; `leave` must follow, and waits for nothing. */
export type Pass = { leave: (outcome: Outcome) => void };
export type Entry = Omit<Arrival, 'id'> & { signal?: AbortSignal | undefined };

/** Lets calls in at the pace that all workers of an installation share. */
export type Pace = { enter: (model: string, entry: Entry) => Promise<Pass> };

/** How soon a waiting worker looks again: what a place that another worker has left may stand empty. */
const lookAgainMs = { least: 5, usual: 20, most: 250 };
/** A longer pause than this is waited out elsewhere: the place of an activity is worth more. */
const patienceMs = 20_000;

/** One loop a model and process, however many of its calls wait: it speaks for all of them in one short transaction. */
export function openPace(pool: Pool, config: PaceConfig): Pace {
  const gates = new Map<string, ReturnType<typeof openGate>>();
  return {
    enter(model, entry) {
      const gate = gates.get(model) ?? openGate(pool, model, Object.hasOwn(config.models, model) ? config.models[model]! : config.default);
      gates.set(model, gate);
      return gate(entry);
    },
  };
}

type Waiting = { arrival: Arrival; admitted: (pass: Pass) => void; refused: (error: unknown) => void };

function openGate(pool: Pool, key: string, limits: PaceLimits): (entry: Entry) => Promise<Pass> {
  const waiting = new Map<string, Waiting>();
  const holding = new Set<string>();
  let departures: Departure[] = [];
  let working = false;
  let timer: NodeJS.Timeout | undefined;

  /** Looks at once, or as soon as the look under way is over. */
  function look(): void {
    clearTimeout(timer);
    if (!working) void work();
  }

  async function work(): Promise<void> {
    working = true;
    let againInMs: number | undefined;
    let failed = false;
    do {
      const [left, asking] = [departures.splice(0), [...waiting.values()].map(({ arrival }) => arrival)];
      try {
        const found = await withPace(pool, key, (before, now) => {
          const state = depart(before, left, now, limits);
          const result = admit(state, { arrivals: asking, holding: [...holding] }, now, limits);
          return { state: result.state, result: { ...result, pauseMs: state.pausedUntil - now } };
        });
        for (const id of found.admitted) admitted(id);
        if (found.pauseMs > patienceMs) refuseAll(tooLong(found.pauseMs));
        ({ againInMs } = found);
      } catch (error) {
        failed = true;
        refuseAll(error);
        // Places that could not be given back fall free when their leases end.
        departures = [];
        break;
      }
      if (departures.length === 0 && [...waiting.keys()].every((id) => asking.some((one) => one.id === id))) break;
    } while (waiting.size > 0 || departures.length > 0);
    working = false;
    if (waiting.size > 0 && !failed) timer = setTimeout(look, Math.min(lookAgainMs.most, Math.max(lookAgainMs.least, againInMs ?? lookAgainMs.usual)));
    else if (holding.size > 0) timer = setTimeout(look, renewEveryMs);
  }

  function admitted(id: string): void {
    const one = waiting.get(id);
    if (!one) return leave(id, 0, { end: 'failed' }); // Let in after its caller had given up.
    waiting.delete(id);
    holding.add(id);
    one.admitted({ leave: (outcome) => leave(id, one.arrival.tokens, outcome) });
  }

  function leave(id: string, estimated: number, outcome: Outcome): void {
    const tokensOver = outcome.end === 'answered' && outcome.tokens !== undefined ? outcome.tokens - estimated : outcome.end === 'answered' ? 0 : -estimated;
    holding.delete(id);
    departures.push(outcome.end === 'limited' ? { id, tokensOver, end: 'limited', retryAfterMs: outcome.retryAfterMs } : { id, tokensOver, end: outcome.end });
    look();
  }

  function refuseAll(error: unknown): void {
    for (const [id, { refused }] of waiting) {
      waiting.delete(id);
      departures.push({ id, tokensOver: 0, end: 'failed' });
      refused(error);
    }
  }

  return ({ signal, ...entry }) => {
    const id = randomUUID();
    const { promise, resolve, reject } = Promise.withResolvers<Pass>();
    const giveUp = (): void => {
      if (!waiting.delete(id)) return;
      reject(signal?.reason ?? new Error('given up'));
      leave(id, 0, { end: 'failed' });
    };
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    signal?.addEventListener('abort', giveUp, { once: true });
    waiting.set(id, { arrival: { ...entry, id }, admitted: resolve, refused: reject });
    look();
    return promise.finally(() => signal?.removeEventListener('abort', giveUp));
  };
}

const tooLong = (pauseMs: number): ProviderError =>
  new ProviderError({ type: 'provider_rate_limited', retryable: true, detail: 'the provider has asked all callers to wait', retryAfterMs: pauseMs });
