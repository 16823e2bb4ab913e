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
  /** @param reason what the driver says; never an address with a password */
  constructor(what: string, remedy: string, reason = '') {
    super(`${what} is out of reach${reason && ` (${reason})`}; ${remedy}`);
    this.name = 'OutOfReachError';
  }
}
