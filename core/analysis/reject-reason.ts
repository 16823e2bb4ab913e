import { describeFault, type InputFault } from '../errors/input-error.ts';

/**
 * Why a row was left out, in words that quote no value of it: a result stands beside the logs that it came from, but reasons
 * are shown to others, and redaction knows no names. A text is told by its length, a number by its kind.
 */
export function rejectReason({ found, ...fault }: InputFault): string {
  return describeFault({ ...fault, ...(found !== undefined && { found: kindOf(found) }) });
}

/** Of a value as `describeFound` shows it. */
function kindOf(found: string): string {
  if (/^-?\d/.test(found)) return 'a number';
  if (!found.startsWith('"')) return found;
  const length = found.length - 2;
  return found.endsWith('…"') ? `a text of ${length} characters or more` : `a text of ${length} characters`;
}

/** The name of a field where it is one: keys may be anything, too. */
export const fieldName = (key: string): string => (/^[\w.$-]{1,40}$/.test(key) ? key : 'another');
