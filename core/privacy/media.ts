/** Fields in which providers put raw base64, without the `data:` in front. */
const dataFields = new Set<unknown>(['data', 'file_data', 'b64_json', 'base64', 'bytes', 'image_base64', 'blob']);
const minBase64 = 200;
/** Enough to tell; the rest of megabytes is not looked at. */
const looksAt = 4_096;
/** One run, or lines as long as encoders break them. */
const base64 = /^\s{0,8}(?:[A-Za-z0-9+/_-]{40,}\s{1,8})*[A-Za-z0-9+/_-]{1,4096}={0,2}\s{0,8}$/;

/**
 * What stands for the raw base64 of an image, audio or file; undefined when the text is none. The data is never kept.
 * Outside the fields that are known for it, it needs capitals, small letters and digits: a reply that only says "aaaa…" is text.
 */
export function mediaPlaceholder(text: string, field: unknown): string | undefined {
  if (text.length < minBase64) return undefined;
  const sample = text.slice(0, looksAt);
  if (!base64.test(sample)) return undefined;
  const varied = /[A-Z]/.test(sample) && /[a-z]/.test(sample) && /\d/.test(sample);
  return varied || dataFields.has(field) ? `[data: ${text.length} characters]` : undefined;
}

const type = String.raw`(?:application|audio|chemical|font|image|message|model|multipart|text|video|x-[a-z]{1,20})\/[a-z0-9][a-z0-9.+_-]{0,100}`;
/** `;charset=utf-8`, `;name=a.b.png`, `;name="a, b.png"`, and the bare `;utf8` of style sheets. */
const parameter = String.raw`;(?!base64,)(?:[a-z0-9_.-]{1,40}=(?:\\?"[^"\n]{0,200}"|[^;,"<>\n]{0,200})|[a-z0-9-]{1,20})`;
/** RFC 2397 up to the comma, with what browsers forgive. */
const head = new RegExp(String.raw`(?<![A-Za-z0-9_])data:(${type})?((?:${parameter}){0,8})(;?base64)?,`, 'gi');

/**
 * A text whose data URLs gave way to `[data: type, n characters]`, alone or inside it (`![](data:image/png;base64,...)`).
 * What a text says after "data:" is no URL: that has a type, parameters, `base64` or percent signs, and no blank after the colon.
 */
export function withoutDataUrls(text: string): string {
  if (!text.includes('data:') && !text.includes('DATA:')) return text;
  let result = '';
  let from = 0;
  const markup = createMarkupSearch(text);
  head.lastIndex = 0;
  for (let match = head.exec(text); match !== null; match = head.exec(text)) {
    const [written, mime, parameters = '', encoded] = match;
    const start = match.index + written.length;
    const end = encoded === undefined ? (markup(match.index, start) ?? runEnd(signs, text, start)) : base64End(text, start);
    const bare = mime === undefined && parameters === '' && encoded === undefined;
    if (end === start || (bare && !/%[0-9A-F]{2}/i.test(text.slice(start, end)))) continue;
    result += `${text.slice(from, match.index)}[data: ${mime ?? 'text/plain'}, ${end - start} characters]`;
    from = end;
    head.lastIndex = end;
  }
  return from === 0 ? text : result + text.slice(from);
}

const runEnd = (sticky: RegExp, text: string, from: number): number => {
  sticky.lastIndex = from;
  return sticky.test(text) ? sticky.lastIndex : from;
};

/** What stands in a URL unencoded. */
const signs = /[A-Za-z0-9%!$&*+,./:;=?@_~#-]+/y;

const base64Run = /(?:[A-Za-z0-9+/_-]|\\\/|%2[BFbf])+/y;
/** As it is, or escaped as in JSON in a string. */
const lineGap = /[ \t]{0,8}(?:\r?\n|(?:\\{1,2}r)?\\{1,2}n)[ \t]{0,8}|[ \t]/y;
const padding = /(?:=|%3D){0,2}/iy;
/** No word is so long. */
const minLine = 40;

/** Where base64 ends, over the line breaks inside it. */
function base64End(text: string, from: number): number {
  let end = runEnd(base64Run, text, from);
  for (;;) {
    const next = runEnd(lineGap, text, end);
    const stop = next === end ? next : runEnd(base64Run, text, next);
    if (stop - next < minLine && !(end - from >= minLine && isLastLine(text, next, stop))) break;
    end = stop;
  }
  return end === from ? end : runEnd(padding, text, end);
}

/** A short line below long ones: padded, or whole groups of four that are no word. */
function isLastLine(text: string, from: number, to: number): boolean {
  if (to === from) return false;
  if (/^(?:=|%3D)/i.test(text.slice(to, to + 3))) return true;
  const ends = /^(?:[\s"'`)\\\]}<]|$)/.test(text.charAt(to));
  return ends && (to - from) % 4 === 0 && (to - from >= 12 || /[0-9+/]/.test(text.slice(from, to)));
}

const untilQuote: Readonly<Record<string, RegExp>> = { '"': /[^"\n]*/y, "'": /[^'\n]*/y, '`': /[^`\n]*/y };
const untilLineEnd = /[^\n]*/y;
const opening = /[ \t]?(?:<|%3C)(?:svg|html|\?xml|!DOCTYPE|!--)/iy;
const closing = /(?:<|%3C)\\?(?:\/|%2F)(?:svg|html)\s{0,8}(?:>|%3E)/gi;

/**
 * A function that tells where unencoded markup ends, blanks and quotes included: at the end of the image or page, else where the
 * quotes around the URL or the line do. Undefined: there is none.
 */
function createMarkupSearch(text: string): (before: number, from: number) => number | undefined {
  // Once nothing closes, nothing later does: each part of the text is looked through once.
  let closes = true;
  return (before, from) => {
    opening.lastIndex = from;
    if (closes && opening.test(text)) {
      closing.lastIndex = from;
      closes = closing.test(text);
      if (closes) return closing.lastIndex;
    }
    if (!/^ ?</.test(text.slice(from, from + 2))) return undefined;
    return runEnd(untilQuote[text.charAt(before - 1)] ?? untilLineEnd, text, from);
  };
}
