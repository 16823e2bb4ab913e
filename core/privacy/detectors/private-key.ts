import type { Detector, Span } from '../detector.ts';
import { dash } from '../traits.ts';

const begin = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const end = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;

/** PEM private keys. Without an end mark (a cut paste) the rest of the text goes: it may all be key. */
export const privateKey: Detector = {
  name: 'private_key',
  category: 'SECRET',
  mayHold: (text, { signs }) => (signs & dash) > 0 && text.includes('-----BEGIN'),
  find(text) {
    const spans: Span[] = [];
    begin.lastIndex = 0;
    for (let match = begin.exec(text); match !== null; match = begin.exec(text)) {
      end.lastIndex = begin.lastIndex;
      const stop = end.exec(text) === null ? text.length : end.lastIndex;
      spans.push({ start: match.index, end: stop });
      begin.lastIndex = stop;
    }
    return spans;
  },
};
