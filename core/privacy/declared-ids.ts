import { attributesOfList, objectOf, textOf } from '../interaction/exchange/fields.ts';
import type { OwnIds } from './own-ids.ts';
import { pseudonym } from './pseudonym.ts';

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
      if (userNames.has(name)) user ??= textOf(value, objectOf(value)?.['id']);
      else if (namesSession(name, row)) session ??= textOf(value, objectOf(value)?.['id']);
      else if (depth < 2 && holders.has(name) && typeof value === 'object' && value !== null) look(Array.isArray(value) ? attributesOfList(value) : (value as Record<string, unknown>), depth + 1);
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
  if (path.length > deepestDeclaration || (typeof value !== 'string' && typeof value !== 'number')) return undefined;
  const name = declares(path) ? key : nameAround(row, key, path);
  const kind = name === undefined ? undefined : userNames.has(name) ? 'u' : namesSession(name, row) ? 's' : undefined;
  const written = kind === undefined ? undefined : textOf(value);
  if (kind === undefined || written === undefined) return undefined;
  return pseudonymKey === undefined ? placeholders[kind] : pseudonym(kind, written, pseudonymKey);
}

const deepestDeclaration = 4;

/** What a value is where its own key does not say so: the id of `conversation: {id}`, an attribute of OTLP's list `{key, value: {stringValue}}`. */
function nameAround(row: Readonly<Record<string, unknown>>, key: string, path: readonly (string | number)[]): string | undefined {
  if (key === 'id' && declares(path.slice(0, -1))) return String(path.at(-2));
  const [list, index, inside] = path;
  if (list !== 'attributes' || typeof index !== 'number' || inside !== 'value' || !Array.isArray(row['attributes'])) return undefined;
  return textOf(objectOf(row['attributes'][index])?.['key']);
}

const placeholders = { u: '[USER]', s: '[SESSION]' };

/** Whether a column is the row's reference, which no label rule touches. */
export const isReference = (key: string, path: readonly (string | number)[]): boolean => requestNames.has(key) && declares(path);
