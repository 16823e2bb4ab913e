import { spansOf } from '../detector.ts';
import type { Detector } from '../detector.ts';
import { backslash, slash } from '../traits.ts';

const borders = String.raw`\s/\\"'<>|:*?,;()[\]{}\u2018-\u201F\u3000-\u303F\uFF01-\uFF5E`;
const han = String.raw`\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF`;
const sign = `[^${borders}]`;
const latin = `[^${borders}${han}]`;
const roots = 'home|Users|root|var|etc|opt|mnt|srv|tmp|private|Volumes|data|workspace|usr';

/**
 * Chinese puts no blank after a path ("/root/a.txt里"). What has a separator behind it is a folder, what has an extension a file, both in any
 * script. A last name without either ends where Chinese begins; one that begins in Chinese may be a person's and goes on to the next sign.
 */
const file = String.raw`(?:${latin}{1,255}(?!${sign})|${sign}{1,120}?(?:\.[A-Za-z][A-Za-z0-9]{0,9})+(?![A-Za-z0-9_-]|\.\S)|[${han}]${sign}{0,30}|${latin}{1,255})`;
/** Blanks only before capitals ("/Users/John Smith/"). A Latin name with Chinese behind it and another path behind that is none: "/home/a和/home/b". */
const folder = String.raw`(?:${latin}{1,255}(?:\\? (?=[A-Z])${sign}{1,60}){0,3}|${sign}{1,255}(?!\/(?:${roots})\/))\/`;
/** In "C:\Documents and Settings\..." blanks stand inside names. */
const spaced = String.raw`${sign}{1,255}(?: \(?${sign}{1,60}\)?){0,3}`;
/** The backslash before a quote escapes it. */
const backslashes = String.raw`\\{1,2}(?!["'])`;
const under = (folders: string): string => `(?:(?:${folders}){1,40}(?:${file})?|${file})`;

const path = new RegExp(
  [
    String.raw`(?<![A-Za-z0-9])file:\/{2,3}[^\s"'<>|]{1,1000}`,
    String.raw`(?<![A-Za-z0-9_.:/\\-])(?:~[a-z_][a-z0-9_-]{0,31})?\/(?:${roots})\/${under(folder)}`,
    String.raw`(?<![A-Za-z0-9_./\\-])\/root(?![A-Za-z0-9_-])\/?`,
    String.raw`(?<![A-Za-z0-9_])[A-Zc-h]:\\{1,2}(?!x[0-9A-Fa-f]{2})${under(spaced + backslashes)}`,
    String.raw`(?<![A-Za-z0-9_])[A-Zc-h]:\/(?=${sign}{2})${under(String.raw`${spaced}\/`)}`,
    String.raw`(?<![A-Za-z0-9_\\])\\\\(?![nrt]\\|u[0-9A-Fa-f]{4})${sign}{1,255}\\{1,2}${under(spaced + backslashes)}`,
  ].join('|'),
  'dg',
);
/** Says nothing of what stands before: where another hit ends, a stretch begins. */
const start = new RegExp(String.raw`\/(?:${roots})|file:\/\/|[A-Zc-h]:[\\/]|\\\\[^\s\\/"']`);

/** File paths that tell a machine's or a person's folders: home and system folders, Windows drives and shares, `file://`. */
export const filePath: Detector = {
  name: 'file_path',
  category: 'PATH',
  mayHold: (text, { signs }) => (signs & (slash | backslash)) > 0 && start.test(text),
  find: (text) => spansOf(text, path),
};
