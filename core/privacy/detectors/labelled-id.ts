import type { Category, Detector, Span } from '../detector.ts';

const kinds: readonly (readonly [Category, string])[] = [
  ['OPEN_ID', String.raw`(?:open|union|chat|channel|staff|external[ _-]?user|ding)[ _-]?id|robot[ _-]?code`],
  ['USER_ID', String.raw`(?:end[ _-]?)?user[ _-]?(?:id|name)|(?:customer|account|member|employee)[ _-]?id|uid|用户[ _-]?(?:id|编号)|工号`],
  ['SESSION_ID', String.raw`(?:j|php)?session(?:[ _-]?id)?|(?:conversation|thread)[ _-]?id|(?:php)?sess?id|sid|会话[ _-]?(?:id|编号)`],
  ['REQUEST_ID', String.raw`(?:request|req|trace|span|correlation)[ _-]?id|请求[ _-]?(?:id|编号)`],
];

// The label stays; of the value one word, in quotes or bare, and the hexadecimal groups that some servers write after it.
const word = String.raw`[A-Za-z0-9][A-Za-z0-9._@+-]{2,127}(?::[0-9A-F]{3,32}){0,8}`;
const value = String.raw`(?:\\?["'])?[ \t]{0,3}(?:[:=]|is(?=[ \t:])|是|为)[ \t:]{0,3}(?:\\?["'])?((?=[^\s]{0,127}?\d)${word})(?![A-Za-z0-9_])`;
const labelled = new RegExp(String.raw`(?<![A-Za-z])(?:${kinds.map(([, words]) => `(${words})`).join('|')})${value}`, 'dgi');

/** `user_id=u-1029`, `"session_id": "9f…"`, `请求ID：…`: ids of people and of what they did, where a label names them and a digit is in them. */
export const labelledId: Detector = {
  name: 'labelled_id',
  category: 'USER_ID',
  tellsIds: true,
  mayHold: (text, { digits }) => digits > 0 && /(?:id|name|session|robot[_-]?code|编号|工号)(?:\\?["'])?[ \t]{0,3}(?:[:=是为]|is )/i.test(text),
  find(text) {
    const spans: Span[] = [];
    for (const match of text.matchAll(labelled)) {
      const range = match.indices?.[kinds.length + 1];
      const kind = kinds.findIndex((_, index) => match[index + 1] !== undefined);
      const category = kinds[kind]?.[0];
      if (range === undefined || category === undefined) continue;
      // A full stop ends the sentence, not the id.
      const end = range[1] - (/[.@+-]+$/.exec(text.slice(range[0], range[1]))?.[0].length ?? 0);
      spans.push({ start: range[0], end, category });
    }
    return spans;
  },
};

const entries = kinds.map(([category, words]) => [category, new RegExp(`^(?:x-)?(?:${words})$`, 'i')] as const);
/** What stands for a type or for nothing, in schemas and templates. */
const noId = /^(?:string|integer|number|null|none|unknown|anonymous|n\/a|undefined|true|false|object|text|)$/i;

const longestLabel = 24;

/** The kind of id that the name of an entry announces. */
export const idLabel = (key: string): Category | undefined => (key.length > longestLabel ? undefined : entries.find(([, words]) => words.test(key))?.[0]);

/** The same for an entry of an object, where the label leaves no doubt: `{"user_id": "alice"}`. */
export const isIdEntry = (value: string): boolean => value.length <= 256 && !/\s/.test(value) && !noId.test(value);
