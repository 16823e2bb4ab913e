import { textOf } from '../interaction/exchange/fields.ts';
import type { OwnIds } from '../privacy/own-ids.ts';
import { pseudonym } from '../privacy/pseudonym.ts';

/** Columns that name the user and the session of a row, by the names that logs give them. */
const userNames = new Set(['user', 'user_id', 'userId', 'user.id', 'enduser.id', 'safety_identifier']);
const sessionNames = new Set(['session', 'session_id', 'sessionId', 'session.id', 'conversation_id', 'conversationId', 'thread_id', 'gen_ai.conversation.id', 'client_id', 'conversation']);
/** Columns that name the request: they stay, so that a row can be found again in its log. */
const requestNames = new Set(['id', 'request_id', 'requestId', 'trace_id', 'traceId', 'span_id', 'spanId', 'parentObservationId', 'traceid', 'question_ID', 'task_id']);
/** Objects inside a row whose fields declare ids as the row's own do. */
const holders = new Set(['request', 'response', 'body', 'metadata', 'attributes']);

const declares = (path: readonly (string | number)[]): boolean => path.length === 1 || (path.length === 2 && holders.has(String(path[0]))) || (path.length === 3 && path[1] === 'metadata');

/** In NVIDIA's record (the one with a `workload_id`) the client is a calling service, not a conversation. */
const namesSession = (name: string, row: Readonly<Record<string, unknown>>): boolean => sessionNames.has(name) && !(name === 'client_id' && row['workload_id'] !== undefined);

/** The raw ids that a row declares, to be found again in its texts. */
export function declaredIds(row: Readonly<Record<string, unknown>>): OwnIds {
  let user: string | undefined;
  let session: string | undefined;
  const look = (fields: Readonly<Record<string, unknown>>, depth: number): void => {
    for (const name of Object.keys(fields)) {
      const value = fields[name];
      if (userNames.has(name)) user ??= textOf(value);
      else if (namesSession(name, row)) session ??= textOf(value);
      else if (depth < 2 && holders.has(name) && typeof value === 'object' && value !== null && !Array.isArray(value)) look(value as Record<string, unknown>, depth + 1);
    }
  };
  look(row, 0);
  return { user, session };
}

/**
 * What becomes of a column of a row that declares an id: a pseudonym where there is a key, else a placeholder; request ids stay.
 * Undefined: no such column.
 */
export function declaredEntry(row: Readonly<Record<string, unknown>>, key: string, value: unknown, path: readonly (string | number)[], pseudonymKey: string | undefined): unknown {
  const kind = userNames.has(key) ? 'u' : namesSession(key, row) ? 's' : undefined;
  if (kind === undefined || (typeof value !== 'string' && typeof value !== 'number') || !declares(path)) return undefined;
  const written = textOf(value);
  if (written === undefined) return undefined;
  return pseudonymKey === undefined ? placeholders[kind] : pseudonym(kind, written, pseudonymKey);
}

const placeholders = { u: '[USER]', s: '[SESSION]' };

/** Whether a column is the row's reference, which no label rule touches. */
export const isReference = (key: string, path: readonly (string | number)[]): boolean => requestNames.has(key) && declares(path);
