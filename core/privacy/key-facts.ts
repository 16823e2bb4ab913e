import type { Category } from './detector.ts';
import { idLabel } from './detectors/labelled-id.ts';
import { secretLabel } from './detectors/labelled-secret.ts';
import type { SecretLabel } from './detectors/labelled-secret.ts';

/** What the name of an object's entry says about it. */
export type KeyFacts = {
  /** Such as programs have: nothing personal is in the name itself. */
  plain: boolean;
  secret: SecretLabel | undefined;
  id: Category | undefined;
  /** The name as words, where they tell in a text what follows them: `phone number: `. Else empty. */
  says: string;
};

export const noFacts: KeyFacts = { plain: true, secret: undefined, id: undefined, says: '' };

const known = new Map<string, KeyFacts>();
/** Names of fields are few; those of data that is written as names are many, and must not fill the memory. */
const maxKnown = 4_096;
const maxPlain = 40;

/** Words before which the detectors of texts take a value for what it may be: of phones, papers, cards, accounts and headers. */
const telling =
  /(?:^| )(?:(?:tele|cell)?phones?|tel|mobiles?|cell|fax|whatsapp|ssn|social security|passport|(?:national|citizen) ?id|(?:id|identity) ?card|cards?|pan|e ?mails?|authorization)(?: (?:numbers?|num|no|address|id))?$|手机|电话|联系方式|护照|通行证|社会安全|身份证|证件|卡|邮箱/;

function wordsOf(key: string): string {
  const words = key.replace(/([a-z0-9]{2})(?=[A-Z])/g, '$1 ').replace(/[\s_.-]+/g, ' ').replace(/ ?\d+$/, '').toLowerCase().trim();
  return telling.test(words) ? `${words}: ` : '';
}

/** The facts of a name, remembered: the same few come with every row. */
export function keyFacts(key: string): KeyFacts {
  const remembered = known.get(key);
  if (remembered !== undefined) return remembered;
  const plain = key.length <= maxPlain && /^[A-Za-z_.$-]*$/.test(key);
  const facts = { plain, secret: secretLabel(key), id: idLabel(key), says: key.length <= maxPlain ? wordsOf(key) : '' };
  if (plain && known.size < maxKnown) known.set(key, facts);
  return facts;
}
