import { createHash } from 'node:crypto';
import type { Language } from '../signals/reason-text.ts';
import type { Markup, Printable } from './markup.ts';
import { markup, raw } from './markup.ts';
import { styleSheet } from './style.ts';

export type Page = {
  language: Language;
  title: string;
  /** Under the title: where and when it comes from. */
  origin: Printable;
  sections: readonly Section[];
};

/** `id` is its anchor. */
export type Section = { id: string; title: string; body: Printable };

/**
 * One self-contained HTML file: no script, nothing loaded from anywhere. The policy admits this very style sheet by its
 * hash and nothing else, so that even markup which slipped through the escaping could neither run nor load.
 */
export function page({ language, title, origin, sections }: Page): string {
  const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(styleSheet).digest('base64')}'; base-uri 'none'; form-action 'none'`;
  return markup`<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${raw(styleSheet)}</style>
</head>
<body>
<header><h1>${title}</h1><p class="quiet">${origin}</p>${contents(sections)}</header>
<main>
${sections.map(section)}
</main>
</body>
</html>
`.html;
}

const contents = (sections: readonly Section[]): Markup =>
  markup`<nav>${sections.map(({ id, title }) => markup`<a href="#${id}">${title}</a>`)}</nav>`;

const section = ({ id, title, body }: Section): Markup => markup`<section id="${id}"><h2>${title}</h2>
${body}</section>
`;
