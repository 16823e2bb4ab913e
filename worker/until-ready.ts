import { setTimeout as sleep } from 'node:timers/promises';

/** A server that a worker cannot do without, and cannot use. */
export class NotReadyError extends Error {
  /** The last answer, as a code: the words of drivers may hold the database's URL with its password. */
  readonly reason: string;
  /** Whether it is for whoever configured the worker to mend, not for whoever runs the server. */
  readonly misconfigured: boolean;

  constructor(what: string, { reason, misconfigured = false }: Obstacle, options: ErrorOptions) {
    super(`${what} cannot be used (${reason})`, options);
    this.name = 'NotReadyError';
    this.reason = reason;
    this.misconfigured = misconfigured;
  }
}

/** What an error says about a server; `passing`: trying again may help. */
export type Obstacle = { reason: string; passing: boolean; misconfigured?: boolean };

export type Patience = {
  /** On the clock of `performance.now()`. */
  until: number;
  /** Told at the first failure, then rarely. */
  say: (line: { waitingFor: string; reason: string }) => void;
};

const firstPauseMs = 250;
const longestPauseMs = 5_000;
/** Often enough for whoever watches, rare enough for a log. */
const sayEveryMs = 30_000;

/**
 * Tries until it works: an orchestrator starts a worker and its servers together.
 *
 * @param attempt harmless to repeat
 * @throws NotReadyError at once where waiting cannot help, else when `patience.until` is over
 */
export async function untilReady<T>(what: string, attempt: () => Promise<T>, obstacleOf: (error: unknown) => Obstacle, { until, say }: Patience): Promise<T> {
  let saidAt = -Infinity;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return await attempt();
    } catch (error) {
      const obstacle = obstacleOf(error);
      const left = until - performance.now();
      if (!obstacle.passing || left <= 0) throw new NotReadyError(what, obstacle, { cause: error });
      if (performance.now() - saidAt >= sayEveryMs) {
        say({ waitingFor: what, reason: obstacle.reason });
        saidAt = performance.now();
      }
      await sleep(Math.min(pauseMs, left));
    }
  }
}
