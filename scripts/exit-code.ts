/** What every command's exit code means. */
export const exitCodes = {
  done: 0,
  /** The answer is no: rejected, or the cycle failed. */
  no: 1,
  /** Wrong call, configuration or input. */
  usage: 2,
  /** Undecided or waiting. */
  undecided: 3,
  /** Temporal, Postgres or the provider is out of reach. */
  outOfReach: 4,
  interrupted: 130,
} as const;

/** Something that the command needs does not answer. */
export class OutOfReachError extends Error {
  constructor(what: string, remedy: string) {
    super(`${what} is out of reach; ${remedy}`);
    this.name = 'OutOfReachError';
  }
}
