import { disjoint, spansOf } from '../detector.ts';
import type { Detector } from '../detector.ts';
import { colon, equals } from '../traits.ts';
import { looksRandom } from './key-shapes.ts';

const bearer = /\bbearer[ \t]{1,4}([A-Za-z0-9._~+/=-]{8,})/dgi;
const basic = /\bbasic[ \t]{1,4}([A-Za-z0-9+/]{6,}={0,2})/dgi;
const header = (sign: string): string => String.raw`authorization(?:\\?["'])?[ \t]{0,3}${sign}[ \t]{0,3}(?:\\?["'])?`;
const inHeader = new RegExp(String.raw`${header('[:=]')}(?:basic|bearer|token|api-?key|key|digest|negotiate|ntlm)[ \t]{1,4}([A-Za-z0-9._~+/=-]{8,})`, 'dgi');
const bareHeader = new RegExp(String.raw`${header(':')}([A-Za-z0-9._~+/=-]{8,})`, 'dgi');
/** "Authorization: Bearer token", "Basic authentication": words about it. */
const prose = /^(?:auth|token|access|your|scheme|header|credential|required|missing|invalid|expired)/i;

/** Whether `user:password` was written in base64 (RFC 7617). */
function isUserAndPassword(found: string): boolean {
  try {
    return /^[ -~]*:[ -~]*$/.test(atob(found));
  } catch {
    return false;
  }
}

/** What a request proves itself by: `Authorization: …`, and `Bearer …` or `Basic …` without the header's name. The scheme stays. */
export const authorization: Detector = {
  name: 'authorization',
  category: 'SECRET',
  mayHold: (text, { digits, longest, signs }) =>
    longest >= 8 &&
    (((digits > 0 || longest >= 16) && /earer|EARER|asic /.test(text)) || ((signs & (colon | equals)) > 0 && (text.includes('uthorization') || text.includes('UTHORIZATION')))),
  find(text) {
    return disjoint([
      ...spansOf(text, inHeader, (found) => !prose.test(found)),
      ...spansOf(text, bareHeader, (found) => /\d/.test(found)),
      ...spansOf(text, bearer, looksRandom),
      ...spansOf(text, basic, isUserAndPassword),
    ]);
  },
};
