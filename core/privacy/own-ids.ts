import { isPseudonym } from './pseudonym.ts';

export type OwnIds = { user?: string | undefined; session?: string | undefined };

/** Shorter ids ("42", "bob") stand in too many texts by chance. */
const minLength = 4;

const wordCharacter = /[A-Za-z0-9]/;

/**
 * Whether an id is sought in texts: one of letters alone ("test", "chat", "alice") is a word of some language too often, and every
 * sentence with that word would lose it. A digit, a sign or a blank in it, or more letters than words have, make it an id.
 */
const standsOut = (id: string): boolean => /[^\p{L}]/u.test(id) || id.length >= longerThanWords;
const longerThanWords = 16;

/** Beyond, an id is no name that people would write in capitals. */
const longestName = 64;

/** How people write the same id: `bob.jones`, `BOB.JONES`, `Bob.Jones`. */
function spellings(id: string): string[] {
  if (id.length > longestName) return [id];
  const small = id.toLowerCase();
  return [id, small, id.toUpperCase(), small.replace(/(?<!\p{L})\p{L}/gu, (letter) => letter.toUpperCase())];
}

/** What all spellings of an id share: its longest run without letters; empty where it has none. */
const sharedBySpellings = (id: string): string => id.split(/\p{L}+/u).reduce((longest, run) => (run.length > longest.length ? run : longest), '');

/**
 * Replaces the row's own raw ids inside its free text by `[USER]` and `[SESSION]`, as whole words
 * only, in small letters or capitals. All in one pass, so that an id never matches inside the other's placeholder.
 */
export function replaceOwnIds(...owners: readonly OwnIds[]): (text: string) => string {
  const placeholders = new Map<string, string>();
  const seek = (kind: 'u' | 's', id: string | undefined, placeholder: string): void => {
    if (id !== undefined && id.length >= minLength && !isPseudonym(kind, id) && standsOut(id)) placeholders.set(id, placeholder);
  };
  for (const { session } of owners) seek('s', session, '[SESSION]');
  for (const { user } of owners) seek('u', user, '[USER]');
  if (placeholders.size === 0) return (text) => text;
  const shared = [...placeholders.keys()].map(sharedBySpellings);
  let replace: ((text: string) => string) | undefined;
  return (text) => {
    if (text.length < minLength || !shared.some((run) => text.includes(run))) return text;
    // Most rows name none of their ids: spelling them out waits until one may stand there.
    replace ??= replaceIds(new Map([...placeholders].flatMap(([id, placeholder]) => spellings(id).map((spelling) => [spelling, placeholder] as const))));
    return replace(text);
  };
}

/** The same for any ids as they are written, each with its placeholder. */
export function replaceIds(placeholders: ReadonlyMap<string, string>): (text: string) => string {
  const sought = [...placeholders.keys()].filter((id) => id.length >= minLength).sort((a, b) => b.length - a.length);
  if (sought.length === 0) return (text) => text;
  return (text) => {
    if (!sought.some((id) => text.includes(id))) return text;
    const parts: string[] = [];
    let from = 0;
    // Not one pattern of all ids: a long id makes one that no engine compiles.
    const next = new Map(sought.map((id) => [id, mention(text, id, 0)]));
    for (;;) {
      let found: string | undefined;
      for (const id of sought) {
        // The first in the text; of two at one place the longer, which comes first here.
        if ((next.get(id) ?? Infinity) < (found === undefined ? Infinity : (next.get(found) ?? Infinity))) found = id;
      }
      if (found === undefined) return parts.length === 0 ? text : parts.join('') + text.slice(from);
      const at = next.get(found) ?? 0;
      parts.push(text.slice(from, at), placeholders.get(found) ?? found);
      from = at + found.length;
      for (const id of sought) if ((next.get(id) ?? Infinity) < from) next.set(id, mention(text, id, from));
    }
  };
}

/** Where the id stands next as a whole word; Infinity: nowhere. */
function mention(text: string, id: string, from: number): number {
  for (let at = text.indexOf(id, from); at !== -1; ) {
    const inWord = wordCharacter.test(text[at - 1] ?? ' ');
    if (!inWord && !wordCharacter.test(text[at + id.length] ?? ' ')) return at;
    // Nor does it stand anywhere else inside this word; without the leap, a long run of letters takes for ever.
    at = text.indexOf(id, inWord ? endOfWord(text, at) + 1 : at + 1);
  }
  return Infinity;
}

function endOfWord(text: string, from: number): number {
  let at = from;
  while (at < text.length && wordCharacter.test(text.charAt(at))) at++;
  return at;
}
