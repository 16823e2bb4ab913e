import type { PaceLimits } from './config.ts';

/** A call that wants to begin. */
export type Arrival = {
  /** Unique among all callers. */
  id: string;
  /** Estimated, of prompt and answer. */
  tokens: number;
  /** Calls of one name have a limit of their own inside the model's. */
  among?: { name: string; concurrency: number } | undefined;
};

/** What became of a call that was let in. */
export type Departure = { id: string; tokensOver: number; end: 'answered' | 'failed' } | { id: string; tokensOver: number; end: 'limited'; retryAfterMs: number | undefined };

/** All that is known of one model's pace. Times are milliseconds of one clock, the database's. */
export type PaceState = {
  /** First come, first served, whichever worker a call comes from. */
  waiting: (Arrival & { seenAt: number })[];
  running: { id: string; among: string | undefined; until: number }[];
  /** When the next call, and the next token, would be due if all had come evenly. */
  requestsDue: number;
  tokensDue: number;
  /** Nobody calls before: the provider said so. */
  pausedUntil: number;
  /** Least time between two calls; grows while the provider refuses, shrinks as it answers. */
  gapMs: number;
  slowedAt: number;
};

export const freshPace: PaceState = { waiting: [], running: [], requestsDue: 0, tokensDue: 0, pausedUntil: 0, gapMs: 0, slowedAt: 0 };

/** How far calls may run ahead of an even spacing: providers count in windows of seconds, not in single calls. */
const burstMs = 1_000;
/** A waiting call that its worker has not spoken of for so long is gone with it. */
const forgottenAfterMs = 3_000;
/** And so is one under way: as long as it takes Temporal to miss a worker's heartbeat. */
const leaseMs = 10_000;
/** How often a worker has to speak of its calls under way. */
export const renewEveryMs = 3_000;
const firstGapMs = 100;
const longestGapMs = 2_000;
/** Refusals this close together are one storm and slow down once. */
const stormMs = 1_000;
const defaultPauseMs = 1_000;

/**
 * Lets calls in: in order of arrival, no more at once than `concurrency`, evenly by the generic cell rate algorithm (ITU-T
 * I.371), none during a pause. Calls of other workers that stand before the caller's own are let in as well, and their
 * worker finds them let in when it next looks: nobody overtakes.
 *
 * @param arrivals every call of this worker that waits, in its own order; known ones keep their place
 * @param holding its calls under way
 * @returns the new state, the ids that now run, and in how many milliseconds it is worth asking again (undefined: when a
 * call has ended)
 */
export function admit(state: PaceState, { arrivals, holding = [] }: { arrivals: readonly Arrival[]; holding?: readonly string[] }, now: number, limits: PaceLimits): { state: PaceState; admitted: string[]; againInMs: number | undefined } {
  const asking = new Map(arrivals.map((arrival) => [arrival.id, arrival]));
  const held = new Set(holding);
  const running = state.running.filter(({ until }) => until > now).map((one) => (held.has(one.id) ? { ...one, until: now + leaseMs } : one));
  const known = new Set([...state.waiting, ...running].map(({ id }) => id));
  const queue = [
    ...state.waiting.map((one) => (asking.has(one.id) ? { ...one, seenAt: now } : one)).filter(({ seenAt }) => seenAt > now - forgottenAfterMs),
    ...arrivals.filter(({ id }) => !known.has(id)).map((arrival) => ({ ...arrival, seenAt: now })),
  ];
  let { requestsDue, tokensDue } = state;
  const burst = state.gapMs > 0 ? 0 : burstMs;
  const step = Math.max(limits.requests_per_minute === undefined ? 0 : 60_000 / limits.requests_per_minute, state.gapMs);
  const opensAt = (): number => Math.max(state.pausedUntil, requestsDue - burst, limits.tokens_per_minute === undefined ? 0 : tokensDue - burstMs);

  const waiting: PaceState['waiting'] = [];
  for (const [position, call] of queue.entries()) {
    if (running.length >= limits.concurrency || opensAt() > now) {
      waiting.push(...queue.slice(position));
      break;
    }
    const { among } = call;
    if (among && running.filter((one) => one.among === among.name).length >= among.concurrency) {
      waiting.push(call);
      continue;
    }
    running.push({ id: call.id, among: among?.name, until: now + leaseMs });
    requestsDue = Math.max(requestsDue, now) + step;
    if (limits.tokens_per_minute !== undefined) tokensDue = Math.max(tokensDue, now) + (call.tokens * 60_000) / limits.tokens_per_minute;
  }
  const opens = opensAt();
  return {
    state: { ...state, waiting, running, requestsDue, tokensDue },
    admitted: running.flatMap(({ id }) => (asking.has(id) ? [id] : [])),
    againInMs: waiting.length > 0 && opens > now ? opens - now : undefined,
  };
}

/** Takes note of calls that ended, or that were given up before they began. */
export function depart(state: PaceState, departures: readonly Departure[], now: number, limits: PaceLimits): PaceState {
  const gone = new Set(departures.map(({ id }) => id));
  const left = { ...state, running: state.running.filter(({ id }) => !gone.has(id)), waiting: state.waiting.filter(({ id }) => !gone.has(id)) };
  for (const one of departures) {
    if (limits.tokens_per_minute !== undefined) left.tokensDue += (one.tokensOver * 60_000) / limits.tokens_per_minute;
    if (one.end === 'answered') left.gapMs = left.gapMs < firstGapMs / 4 ? 0 : left.gapMs * 0.7;
    if (one.end === 'limited') {
      left.pausedUntil = Math.max(left.pausedUntil, now + (one.retryAfterMs ?? defaultPauseMs));
      if (now - left.slowedAt >= stormMs) {
        left.gapMs = Math.min(longestGapMs, Math.max(firstGapMs, left.gapMs * 2));
        left.slowedAt = now;
      }
    }
  }
  return left;
}
