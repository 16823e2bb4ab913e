import { disjoint } from '../detector.ts';
import type { Detector, Span } from '../detector.ts';
import { colon, equals } from '../traits.ts';

/** Labels whose value is a secret whatever it looks like, */
const strong =
  'pass(?:word|wd|phrase|code)|pwd|api[_ -]?key|access[_-]?key(?:[_-]?id)?|secret[_-]?(?:access[_-]?)?key|(?:account|private|signing|encryption|subscription)[_-]?key|' +
  'client[_-]?secret|(?:access|auth|refresh|session)[_-]?token|密码|口令|密钥';
/** a label that is strong where it is the name of an entry, */
const named = 'secret';
/** and labels that also name harmless things. */
const weak = String.raw`token|secret|令牌|(?:access|account|secret|private|signing|encryption) key|(?<=[?&])sig`;

// Quoted values end at their quote (or an escaped one, as inside JSON in a string), bare ones at a separator.
const quoted = String.raw`\\?"((?:[^"\\\n]|\\[^"\n])+)|\\?'((?:[^'\\\n]|\\[^'\n])+)|[“„「『]([^“”„「」『』\n]+)`;
const bare = String.raw`((?:(?![,;&"'\\<>()[\]{}])[!-~])+)`;
const sign = String.raw`(?:\\?["'])?[ \t]{0,3}[:=]=?>?[ \t]{0,3}`;
/** `["x"]`, `{"value": "x"}` and `{"name": "password", "value": "x"}`: JSON that is part of a text. */
const valueEntry = String.raw`\s{0,12}\\?["']value${sign}`;
const inside = String.raw`${sign}(?:\[\s{0,12}|\{${valueEntry})|\\?["'],${valueEntry}`;
const assigned = new RegExp(String.raw`(?:(${strong})|(${named})(?=\\?["'])|${weak})(?:(${inside})|${sign}|>)(?:${quoted}|${bare})`, 'dgi');
const said = new RegExp(
  String.raw`(?:(?:pass(?:word|phrase|code)|pwd|api key)[ \t](?:is|was)(?=[ \t:])|(?:密码|口令)[是为])[ \t]{0,2}:?[ \t]{0,2}(?:${quoted}|${bare})`,
  'dgi',
);
/** `Server=…;Password=p w d;`: such a value ends at the semicolon and nowhere else. */
const inConnectionString = /(?<=(?:^|[;"'\n])[ \t]?[a-z]{1,20}=)[^;"'\n]{1,128}(?=;[ \t]?(?:[a-z][a-z ]{0,30}=|["'\n]|$))/iy;

const prose = new Set(
  ('a an and any are be but can cannot changed do does expired for forgot forgotten how i if in incorrect invalid is it ' +
    'missing must my n/a needed no none not null of ok on or please required reset should str string the this to true ' +
    'false undefined unknown valid we what when where which who why with wrong yes you your')
    .split(' '),
);

const isValue = (found: string): boolean => {
  const word = found.replace(/[.!?:]+$/, '').toLowerCase();
  return /[\p{L}\p{N}]/u.test(word) && !prose.has(word) && !/^your[_-][a-z_-]+$/.test(word);
};
const looksRandom = (found: string): boolean => found.length >= 8 && /\d/.test(found) && /[A-Za-z]/.test(found);
/** Of what is written as a value, quoted or in an entry, letters alone tell too: hardly a word has sixteen. */
const looksGiven = (found: string): boolean => looksRandom(found) || /[A-Za-z]{16}/.test(found);

/** `"secret": "garden"` is rather a word. */
const minNamed = 8;

/** How many groups of `assigned` stand before those of the value. */
const groupsBefore = 3;

function find(text: string): Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(assigned)) {
    const range = match.indices?.slice(1 + groupsBefore).find((group) => group !== undefined);
    if (range === undefined) continue;
    const [start, end] = range;
    const value = text.slice(start, end);
    const isBare = match.at(-1) !== undefined;
    const label = match[1] !== undefined ? 'strong' : match[2] !== undefined ? 'named' : 'weak';
    // Below a label also stand sentences about it: `{"password": ["is too short"]}`.
    if (match[3] !== undefined && /\s/.test(value)) continue;
    if (!(isBare && label !== 'strong' ? looksRandom(value) : isSecretEntry(label, value))) continue;
    inConnectionString.lastIndex = start;
    spans.push({ start, end: isBare && inConnectionString.test(text) ? inConnectionString.lastIndex : end });
  }
  for (const match of text.matchAll(said)) {
    const range = match.indices?.slice(1).find((group) => group !== undefined);
    if (range === undefined) continue;
    const value = text.slice(range[0], range[1]);
    // "my password is incorrect": after a verb only what is quoted, or what no English word looks like.
    const isQuotedWord = match.at(-1) === undefined && !/\s/.test(value) && isValue(value);
    if (isQuotedWord || (value.length >= 4 && /\d/.test(value))) spans.push({ start: range[0], end: range[1] });
  }
  return disjoint(spans);
}

/** `password=x`, `"api_key": "x"`, `密码：x`, `password is x1y2`. The label stays, the value goes. */
export const labelledSecret: Detector = {
  name: 'labelled_secret',
  category: 'SECRET',
  mayHold: (text, { digits, signs }) => (digits > 0 || (signs & (colon | equals)) > 0) && /pass|pwd|key|token|secret|密|口令|令牌/i.test(text),
  find,
};

const strongKey = new RegExp(`(?:${strong}|passwords|(?:api|secret|private)[_-]?keys)$`, 'i');
const namedKey = new RegExp(`${named}s?$`, 'i');
const weakKey = /(?:token|pass|令牌)$/i;

export type SecretLabel = 'strong' | 'named' | 'weak';

/** How strongly the name of an entry says that its value is a secret; undefined: not at all. */
export const secretLabel = (key: string): SecretLabel | undefined => (strongKey.test(key) ? 'strong' : namedKey.test(key) ? 'named' : weakKey.test(key) ? 'weak' : undefined);

/** The same rule for an entry of an object: `{"password": 1234}`. */
export function isSecretEntry(label: SecretLabel, value: string): boolean {
  if (label === 'strong') return isValue(value);
  return looksGiven(value) || (label === 'named' && value.length >= minNamed && !/\s/.test(value) && isValue(value));
}
