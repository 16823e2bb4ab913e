import { disjoint } from '../detector.ts';
import type { Detector, Span } from '../detector.ts';
import { colon, dash, dot } from '../traits.ts';
import { createAddressTest } from './address-or-version.ts';

const octet = String.raw`(?:25[0-5]|2[0-4]\d|1?\d?\d)`;
const quad = String.raw`(?:${octet}\.){3}${octet}(?![A-Za-z0-9_]|\.\d)`;
const v4 = new RegExp(`(?<![A-Za-z0-9_.])${quad}`, 'g');
/** Its end may be written as in the fourth version: `::ffff:203.0.113.5`. */
const v6 = new RegExp(String.raw`(?<![A-Za-z0-9_:.])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:${quad}|[0-9A-Fa-f]{0,4})(?:%[A-Za-z0-9]{1,15})?(?![A-Za-z0-9_:])`, 'g');

/** Eight groups, or a `::` with enough around it to be no accident ("std::a", "[12:30:45]"). */
function isV6(written: string): boolean {
  const [address = ''] = written.split('%');
  const halves = address.split('::');
  const groups = address.split(':').filter((group) => group !== '');
  if (halves.length > 2) return false;
  if (halves.length === 1) return groups.length === (address.includes('.') ? 7 : 8);
  return groups.length >= 2 && groups.length <= 7 && groups.join('').length >= 5;
}

export const ipAddress: Detector = {
  name: 'ip_address',
  category: 'IP',
  mayHold: (text, { signs }) => (signs & (dot | colon)) > 0 && /\d\.\d{1,3}\.\d|[0-9A-Fa-f:]:[0-9A-Fa-f:]{1,4}:?/.test(text),
  find(text) {
    const spans: Span[] = [];
    const isAddress = createAddressTest(text);
    for (const match of text.matchAll(v4)) {
      const end = match.index + match[0].length;
      if (isAddress(match.index, end)) spans.push({ start: match.index, end });
    }
    if (!text.includes(':')) return spans;
    for (const match of text.matchAll(v6)) if (isV6(match[0])) spans.push({ start: match.index, end: match.index + match[0].length });
    return disjoint(spans);
  },
};

const mac = /(?<![A-Za-z0-9_:-])[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![A-Za-z0-9_]|[:-][0-9A-Fa-f])/g;

/** Hardware addresses. Six pairs of decimal digits with dashes are rather a date with a time. */
export const macAddress: Detector = {
  name: 'mac_address',
  category: 'MAC',
  mayHold: (text, { signs }) => (signs & (colon | dash)) > 0 && /[0-9A-Fa-f]{2}[:-][0-9A-Fa-f]{2}[:-][0-9A-Fa-f]{2}[:-][0-9A-Fa-f]{2}[:-]/.test(text),
  find: (text) => [...text.matchAll(mac)].filter((match) => match[1] === ':' || /[A-Fa-f]/.test(match[0])).map((match) => ({ start: match.index, end: match.index + match[0].length })),
};
