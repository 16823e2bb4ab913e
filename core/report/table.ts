import type { Markup, Printable } from './markup.ts';
import { markup } from './markup.ts';

/** A `name` is never broken into lines. */
export type Column = { title: string; kind?: 'text' | 'name' | 'number' };

/** Fewer rows than this are not split over two sheets of paper. */
const fewRows = 12;

/**
 * A table whose first column names its row. It scrolls inside itself where the screen is narrow.
 * @param note said below: what was left out, what a column means
 */
export function table({ caption, columns, rows, note }: { caption?: string; columns: readonly Column[]; rows: readonly (readonly Printable[])[]; note?: Printable }): Markup {
  const kindOf = (index: number): string => columns[index]?.kind ?? 'text';
  return markup`${caption !== undefined && markup`<p class="caption">${caption}</p>`}<div class="wide${rows.length <= fewRows && ' whole'}"${scrollable(caption)}><table>
<thead><tr>${columns.map(({ title }, index) => markup`<th scope="col" class="${kindOf(index)}">${title}</th>`)}</tr></thead>
<tbody>${rows.map(
    (cells) => markup`<tr>${cells.map((cell, index) => (index === 0 ? markup`<th scope="row" class="${kindOf(0)}">${cell}</th>` : markup`<td class="${kindOf(index)}">${cell}</td>`))}</tr>
`,
  )}</tbody></table></div>${note !== undefined && markup`<p class="quiet">${note}</p>`}
`;
}

/** What scrolls by keyboard needs a name. The caption is no `caption`, which paper would leave alone at the foot of a page. */
const scrollable = (caption: string | undefined): Printable => caption !== undefined && markup` tabindex="0" role="region" aria-label="${caption}"`;
