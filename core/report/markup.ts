/** Text that is HTML already; only `markup` and `raw` make it. */
export type Markup = { readonly html: string };

/** What a template may hold; null, undefined and false print nothing. */
export type Printable = Markup | string | number | null | undefined | false | readonly Printable[];

/**
 * HTML with every value escaped that is not markup itself. Values stand in text or inside a double-quoted attribute,
 * nowhere else.
 *
 * @example markup`<p title="${name}">${text}</p>`
 */
export function markup(parts: TemplateStringsArray, ...values: readonly Printable[]): Markup {
  let html = parts[0]!;
  for (const [index, value] of values.entries()) html += printed(value) + parts[index + 1]!;
  return { html };
}

/** For HTML that the program wrote itself, such as a style sheet. */
export const raw = (html: string): Markup => ({ html });

function printed(value: Printable): string {
  if (value === null || value === undefined || value === false) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escaped(value);
  return 'html' in value ? value.html : value.map(printed).join('');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/**
 * What HTML cannot hold or what would deceive a reader is made visible: control characters, halves of a surrogate
 * pair, and the marks that turn the direction of writing (Boucher and Anderson 2021, "Trojan Source").
 */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[&<>"']/g, (sign) => entities[sign]!)
    .replace(unprintable, (sign) => {
      const code = sign.codePointAt(0)!;
      return code < 0x20 ? String.fromCodePoint(0x2400 + code) : `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
    });

// oxlint-disable-next-line no-control-regex -- these are the characters it is about
const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g;
