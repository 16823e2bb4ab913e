/** A part of the stack does not come up; the message says which, why, and what to look at or do. */
export class StackError extends Error {
  override readonly name = 'StackError';
}
