/**
 * A no that asking again will not change: `code` says why and may stand anywhere, `message` says it with numbers and goes to
 * the store.
 */
export class RefusalError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'RefusalError';
    this.code = code;
  }
}
