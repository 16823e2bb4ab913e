import type { Markup, Printable } from '../markup.ts';
import { markup } from '../markup.ts';
import type { Scale } from './scale.ts';

export type Tone = 'strong' | 'watch' | 'calm' | 'plain';

/** `plot` is SVG in percent of the width and pixels of the height; `value` says the same in words. */
export type ChartRow = { name: Printable; plot: Printable; value: Printable };

export const rowHeight = 22;
export const middle = rowHeight / 2;

/** Fewer rows than this are not split over two sheets of paper. */
const fewRows = 12;

/**
 * A chart of one line each: a name, its drawing, its figures as text. The drawings carry no letters and are hidden from
 * screen readers, because the figures beside them say everything.
 */
export function chartRows({ rows, scale, tick, caption, note }: { rows: readonly ChartRow[]; scale: Scale; tick: (value: number) => string; caption?: string; note?: Printable }): Markup {
  const grid = scale.ticks.map((value) => markup`<line class="grid" x1="${scale.at(value)}" x2="${scale.at(value)}" y1="0" y2="${rowHeight}"/>`);
  return markup`<figure${rows.length <= fewRows && markup` class="whole"`}>${caption !== undefined && markup`<figcaption>${caption}</figcaption>`}<div class="rows">
${rows.map(({ name, plot, value }) => markup`<div class="row"><div class="name">${name}</div><svg class="plot" aria-hidden="true" height="${rowHeight}">${grid}${plot}</svg><div class="value">${value}</div></div>
`)}<div class="row axis"><div class="name"></div>${axis(scale, tick)}<div class="value"></div></div>
</div>${note !== undefined && markup`<p class="quiet">${note}</p>`}</figure>
`;
}

export const axis = (scale: Scale, tick: (value: number) => string): Markup =>
  markup`<svg class="plot" aria-hidden="true" height="18">${scale.ticks.map(
    (value) => markup`<text class="tick" x="${scale.at(value)}" y="13" text-anchor="${anchorAt(scale.at(value))}">${tick(value)}</text>`,
  )}</svg>`;

/** Labels at the edges stay inside the drawing. */
function anchorAt(place: string): string {
  const share = Number.parseFloat(place);
  return share < 4 ? 'start' : share > 96 ? 'end' : 'middle';
}
