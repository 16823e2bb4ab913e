import type { Message } from './message.ts';

const failed = new Set(['error', 'failed', 'failure', 'timeout']);
const opening = /^\s*(?:error|exception|traceback \(most recent call last\)|\w+(?:error|exception))\s*(?::|$)/i;

/** Whether a tool's result says that the call failed: by its flags where it is JSON, else by how it opens. */
export function isToolError(content: string): boolean {
  let result: unknown;
  try {
    result = JSON.parse(content);
  } catch {
    return opening.test(content);
  }
  if (typeof result === 'string') return opening.test(result);
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return false;
  const { error, success, isError, is_error, status, exit_code } = result as Record<string, unknown>;
  if (isError === true || is_error === true || success === false) return true;
  if (error !== undefined && error !== null && error !== false && error !== '') return true;
  if (typeof status === 'string' && failed.has(status.toLowerCase())) return true;
  return typeof exit_code === 'number' && exit_code !== 0;
}

/** Failed tool results since the user last spoke: what came before belongs to earlier exchanges. */
export function countToolErrors(messages: readonly Message[]): number {
  const lastUser = messages.findLastIndex((message) => message.role === 'user');
  return messages.slice(lastUser + 1).filter((message) => message.role === 'tool' && isToolError(message.content)).length;
}
