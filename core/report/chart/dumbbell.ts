import type { Markup, Printable } from '../markup.ts';
import { markup } from '../markup.ts';
import { dot } from './marks.ts';
import type { Tone } from './rows.ts';
import { chartRows, middle } from './rows.ts';
import { linearScale } from './scale.ts';

export type Move = { name: Printable; from: number; to: number; text: Printable; tone?: Tone };

/** Where each value was (hollow) and where it is now (filled). */
export function dumbbell({ list, tick, caption, note }: { list: readonly Move[]; tick: (value: number) => string; caption?: string; note?: Printable }): Markup {
  const scale = linearScale(list.flatMap(({ from, to }) => [from, to]));
  const rows = list.map(({ name, from, to, text, tone = 'plain' }) => ({
    name,
    value: text,
    plot: [
      markup`<line class="way ${tone}" x1="${scale.at(from)}" x2="${scale.at(to)}" y1="${middle}" y2="${middle}"/>`,
      dot(scale.at(from), middle, tone, true),
      dot(scale.at(to), middle, tone),
    ],
  }));
  return chartRows({ rows, scale, tick, ...(caption !== undefined && { caption }), ...(note !== undefined && { note }) });
}
