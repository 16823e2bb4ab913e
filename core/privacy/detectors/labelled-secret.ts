import type { Detector, Span } from '../detector.ts';
import { colon, equals } from '../traits.ts';

/** Labels whose value is a secret whatever it looks like, and labels that also name harmless things. */
const strong =
  'pass(?:word|wd|phrase|code)|pwd|api[_ -]?key|access[_-]?key(?:[_-]?id)?|secret[_-]?(?:access[_-]?)?key|' +
  'client[_-]?secret|private[_-]?key|(?:access|auth|refresh|session)[_-]?token|密码|口令|密钥';
const weak = 'token|secret|令牌';

// Quoted values end at their quote (or an escaped one, as inside JSON in a string), bare ones at a separator.
const quoted = String.raw`\\?"((?:[^"\\\n]|\\[^"\n])+)|\\?'((?:[^'\\\n]|\\[^'\n])+)`;
const bare = String.raw`((?:(?![,;&"'\\<>()[\]{}])[!-~])+)`;
const assigned = new RegExp(
  String.raw`(?:(${strong})|${weak})(?:\\?["'])?[ \t]{0,3}(?:[:=]=?>?)[ \t]{0,3}(?:${quoted}|${bare})`,
  'dgi',
);
const said = new RegExp(String.raw`(?:(?:pass(?:word|phrase|code)|pwd|api key)[ \t](?:is|was)[ \t]|(?:密码|口令)[是为])[ \t]?${bare}`, 'dgi');

const prose = new Set(
  ('a an and any are be but can cannot changed do does expired for forgot forgotten how i if in incorrect invalid is it ' +
    'missing must my n/a needed no none not null of ok on or please required reset should str string the this to true ' +
    'false undefined unknown valid we what when where which who why with wrong yes you your')
    .split(' '),
);

const isValue = (found: string): boolean => {
  const word = found.replace(/[.!?:]+$/, '').toLowerCase();
  return /[\p{L}\p{N}]/u.test(word) && !prose.has(word);
};
const looksRandom = (found: string): boolean => found.length >= 8 && /\d/.test(found) && /[A-Za-z]/.test(found);

function find(text: string): Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(assigned)) {
    const range = match.indices?.slice(2).find((group) => group !== undefined);
    if (range === undefined) continue;
    const value = text.slice(range[0], range[1]);
    if (match[1] === undefined ? looksRandom(value) : isValue(value)) spans.push({ start: range[0], end: range[1] });
  }
  for (const match of text.matchAll(said)) {
    const range = match.indices?.[1];
    if (range === undefined || spans.some((span) => span.start < range[1] && range[0] < span.end)) continue;
    const value = text.slice(range[0], range[1]);
    // "my password is incorrect": after a verb only what no English word looks like.
    if (value.length >= 4 && /\d/.test(value)) spans.push({ start: range[0], end: range[1] });
  }
  return spans.sort((a, b) => a.start - b.start);
}

/** `password=x`, `"api_key": "x"`, `密码：x`, `password is x1y2`. The label stays, the value goes. */
export const labelledSecret: Detector = {
  name: 'labelled_secret',
  category: 'SECRET',
  mayHold: (text, { digits, signs }) => (digits > 0 || (signs & (colon | equals)) > 0) && /pass|pwd|key|token|secret|密|口令|令牌/i.test(text),
  find,
};

const strongKey = new RegExp(`(?:${strong})$`, 'i');
const weakKey = new RegExp(`(?:${weak})$`, 'i');

/** How strongly the name of an entry says that its value is a secret; undefined: not at all. */
export const secretLabel = (key: string): 'strong' | 'weak' | undefined => (strongKey.test(key) ? 'strong' : weakKey.test(key) ? 'weak' : undefined);

/** The same rule for an entry of an object: `{"password": 1234}`. */
export const isSecretEntry = (label: 'strong' | 'weak', value: string): boolean => (label === 'strong' ? isValue(value) : looksRandom(value));
