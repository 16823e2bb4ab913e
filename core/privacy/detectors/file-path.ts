import { spansOf } from '../detector.ts';
import type { Detector } from '../detector.ts';
import { backslash, slash } from '../traits.ts';

const segment = String.raw`[^\s/\\"'<>|:*?,;()[\]{}\u3000-\u303F\uFF01-\uFF5E\u4E00-\u9FFF]`;
const roots = 'home|Users|root|var|etc|opt|mnt|srv|tmp|private|Volumes|data|workspace|usr';
const path = new RegExp(
  [
    String.raw`(?<![A-Za-z0-9])file:\/{2,3}[^\s"'<>|]{1,1000}`,
    String.raw`(?<![A-Za-z0-9_.:/\\-])(?:~[a-z_][a-z0-9_-]{0,31})?\/(?:${roots})(?:\/${segment}{1,255}){1,40}\/?`,
    String.raw`(?<![A-Za-z0-9_./\\-])\/root(?![A-Za-z0-9_-])\/?`,
    String.raw`(?<![A-Za-z0-9_])[A-Zc-h]:\\{1,2}(?!x[0-9A-Fa-f]{2})(?:${segment}{1,255}(?: ${segment}{1,60})?\\{1,2}){0,40}${segment}{0,255}`,
    String.raw`(?<![A-Za-z0-9_\\])\\\\${segment}{1,255}(?:\\{1,2}${segment}{1,255}){1,40}`,
  ].join('|'),
  'dg',
);

/** File paths that tell a machine's or a person's folders: home and system folders, Windows drives and shares, `file://`. */
export const filePath: Detector = {
  name: 'file_path',
  category: 'PATH',
  mayHold: (text, { signs }) => (signs & (slash | backslash)) > 0 && /\/(?:home|Users|root|var|etc|opt|mnt|srv|tmp|private|Volumes|data|workspace|usr)|file:\/\/|[A-Za-z]:\\|\\\\[A-Za-z0-9]/.test(text),
  find: (text) => spansOf(text, path, (found) => !/^[A-Za-z]:\\{1,2}$/.test(found)),
};
