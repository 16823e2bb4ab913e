import { spansOf } from '../detector.ts';
import type { Detector } from '../detector.ts';
import { atSign, slash } from '../traits.ts';

// Bounded lengths keep a text full of `://` from being searched to its end each time.
const pattern = /(?<=[A-Za-z0-9]:\/\/)([^\s/?#@:"'<>]{0,256}:[^\s/?#"'<>]{1,256})@/dg;

/** `scheme://user:password@host`: the user and the password go, the host stays. */
export const urlCredentials: Detector = {
  name: 'url_credentials',
  category: 'SECRET',
  mayHold: (text, { signs }) => (signs & atSign) > 0 && (signs & slash) > 0 && text.includes('://'),
  find: (text) => spansOf(text, pattern),
};
