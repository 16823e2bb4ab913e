import type { Detector, Span } from '../detector.ts';
import { colon, dash, dot } from '../traits.ts';

const v4 = /(?<![A-Za-z0-9_.-])(?<!==)(?<!\d\/)(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![A-Za-z0-9_]|[.-]\d)/g;
/** Four numbers after one of these are a version or a section. */
const versionWord = /(?:(?<![a-z])(?:versions?|ver|v|releases?|rev|build|chapter|section|sec|clause|figure|fig|firmware|upgrade(?:d)? (?:to|from))[ \t.:=-]{0,3}|版本号?|版|固件|第|§)[ \t:：=是为]{0,3}$/i;
const tellsNobody = /^(?:127\.|0\.0\.0\.0$|255\.255\.|(?:0\d|00))/;

const v6 = /(?<![A-Za-z0-9_:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?:%[A-Za-z0-9]{1,15})?(?![A-Za-z0-9_:])/g;

/** Eight groups, or a `::` with enough around it to be no accident ("std::a", "[12:30:45]"). */
function isV6(written: string): boolean {
  const [address = ''] = written.split('%');
  const halves = address.split('::');
  const groups = address.split(':').filter((group) => group !== '');
  if (halves.length > 2) return false;
  if (halves.length === 1) return groups.length === 8;
  return groups.length >= 2 && groups.length <= 7 && groups.join('').length >= 5;
}

export const ipAddress: Detector = {
  name: 'ip_address',
  category: 'IP',
  mayHold: (text, { signs }) => (signs & (dot | colon)) > 0 && /\d\.\d{1,3}\.\d|[0-9A-Fa-f:]:[0-9A-Fa-f:]{1,4}:?/.test(text),
  find(text) {
    const spans: Span[] = [];
    for (const match of text.matchAll(v4)) {
      if (tellsNobody.test(match[0]) || versionWord.test(text.slice(Math.max(0, match.index - 24), match.index))) continue;
      spans.push({ start: match.index, end: match.index + match[0].length });
    }
    if (!text.includes(':')) return spans;
    for (const match of text.matchAll(v6)) if (isV6(match[0])) spans.push({ start: match.index, end: match.index + match[0].length });
    return spans.sort((a, b) => a.start - b.start);
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
