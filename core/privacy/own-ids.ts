import { isPseudonym } from './pseudonym.ts';

export type OwnIds = { user?: string | undefined; session?: string | undefined };

/** Shorter ids ("42", "bob") stand in too many texts by chance. */
const minLength = 4;

const escaped = (id: string): string => id.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

/**
 * Replaces the row's own raw ids inside its free text by `[USER]` and `[SESSION]`, as whole words
 * only. Both in one pass, so that an id never matches inside the other's placeholder.
 */
export function replaceOwnIds(ids: OwnIds): (text: string) => string {
  const placeholders = new Map<string, string>();
  if (ids.session !== undefined && !isPseudonym('s', ids.session)) placeholders.set(ids.session, '[SESSION]');
  if (ids.user !== undefined && !isPseudonym('u', ids.user)) placeholders.set(ids.user, '[USER]');
  const sought = [...placeholders.keys()].filter((id) => id.length >= minLength).sort((a, b) => b.length - a.length);
  if (sought.length === 0) return (text) => text;
  let pattern: RegExp | undefined;
  return (text) => {
    // Compiling a pattern costs more than most rows need: few texts name the id.
    if (!sought.some((id) => text.includes(id))) return text;
    pattern ??= new RegExp(`(?<![A-Za-z0-9])(?:${sought.map(escaped).join('|')})(?![A-Za-z0-9])`, 'g');
    return text.replace(pattern, (id) => placeholders.get(id) ?? id);
  };
}
