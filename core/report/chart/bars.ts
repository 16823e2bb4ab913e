import type { Markup, Printable } from '../markup.ts';
import { markup } from '../markup.ts';
import type { Bounds } from '../../figures/share.ts';
import { whisker } from './marks.ts';
import type { Tone } from './rows.ts';
import { chartRows, middle } from './rows.ts';
import { linearScale, placed } from './scale.ts';

export type Bar = { name: Printable; value: number; interval?: Bounds | null; text: Printable; tone?: Tone };

/** Horizontal bars from zero, with whiskers where an interval is known. */
export function bars({ list, tick, caption, note }: { list: readonly Bar[]; tick: (value: number) => string; caption?: string; note?: Printable }): Markup {
  const scale = linearScale(list.flatMap(({ value, interval }) => [value, interval?.[1] ?? value]));
  const rows = list.map(({ name, value, interval, text, tone = 'plain' }) => ({
    name,
    value: text,
    plot: [
      markup`<rect class="${tone}" x="0" y="4" width="${scale.at(value)}" height="14"/>`,
      interval ? whisker(scale, interval, middle, 'over') : null,
    ],
  }));
  return chartRows({ rows, scale, tick, ...(caption !== undefined && { caption }), ...(note !== undefined && { note }) });
}

export type Part = { name: Printable; value: number; tone: Tone };

/** One bar of parts that make up a whole; nothing where the whole is empty. */
export function stackedBar(parts: readonly Part[]): Markup {
  const whole = parts.reduce((sum, { value }) => sum + value, 0);
  let start = 0;
  const rects = parts.map(({ value, tone }) => {
    const rect = markup`<rect class="${tone}" x="${placed(start / whole)}" y="0" width="${placed(value / whole)}" height="18"/>`;
    start += value;
    return rect;
  });
  return markup`${whole > 0 && markup`<svg class="plot stacked" aria-hidden="true" height="18">${rects}</svg>`}`;
}
