import type { Category } from './detector.ts';
import { idLabel } from './detectors/labelled-id.ts';
import { secretLabel } from './detectors/labelled-secret.ts';

/** What the name of an object's entry says about it. */
export type KeyFacts = {
  /** Such as programs have: nothing personal is in the name itself. */
  plain: boolean;
  secret: 'strong' | 'weak' | undefined;
  id: Category | undefined;
};

const known = new Map<string, KeyFacts>();
/** Names of fields are few; those of data that is written as names are many, and must not fill the memory. */
const maxKnown = 4_096;
const maxPlain = 40;

/** The facts of a name, remembered: the same few come with every row. */
export function keyFacts(key: string): KeyFacts {
  const remembered = known.get(key);
  if (remembered !== undefined) return remembered;
  const plain = key.length <= maxPlain && /^[A-Za-z_.$-]*$/.test(key);
  const facts = { plain, secret: secretLabel(key), id: idLabel(key) };
  if (plain && known.size < maxKnown) known.set(key, facts);
  return facts;
}
