import { compile } from 'html-to-text';

/** Tags of real pages. `<T>`, `a < b` and `<tool_call>` are none. */
const markup =
  /<(?:!doctype html|\/?(?:html|head|body|title|meta|p|div|span|br|hr|a|ul|ol|li|table|thead|tbody|tr|td|th|h[1-6]|b|i|u|em|strong|font|img|script|style|section|article|header|footer|nav|form|input|button|label|blockquote|pre|code)(?:\s{0,20}\/?|\s[^<>]{0,500}[a-z]\s?=\s?["'\w#][^<>]{0,1000}))>/i;

const convert = compile({
  wordwrap: false,
  preserveNewlines: true,
  limits: { maxDepth: 200 },
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
});

/** The text that a reader of the markup sees; a text without markup is returned as it is. */
export function withoutHtml(text: string): string {
  if (!text.includes('<') || !markup.test(text)) return text;
  return convert(text);
}
