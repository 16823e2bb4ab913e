import { compact } from '../../figures/figure-text.ts';
import type { Markup } from '../markup.ts';
import { markup } from '../markup.ts';
import { axis, type Tone } from './rows.ts';
import { linearScale, placed, roundStep } from './scale.ts';

export type Curve = { name: string; tone: Tone; points: readonly { x: number; y: number }[] };

const height = 170;
const head = 14;
/** More points than a screen is wide would only make the file larger. */
const mostPoints = 200;

/** Lines over one horizontal axis, from 0 up; the last value of each stands in the legend. The second one is dashed, so that colour is not all. */
export function curves({ lines, caption, axis: below }: { lines: readonly Curve[]; caption: string; axis: string }): Markup {
  const shown = lines.map((line) => ({ ...line, points: thinned(line.points.toSorted((one, other) => one.x - other.x)) }));
  const all = shown.flatMap(({ points }) => points);
  const scale = linearScale(all.map(({ x }) => x));
  const most = all.reduce((one, { y }) => Math.max(one, y), 0) || 1;
  const y = (value: number): number => Number((head + (height - head - 2) * (1 - value / most)).toFixed(1));
  const step = roundStep(most / 3);
  const levels = [1, 2, 3].map((factor) => factor * step).filter((value) => value <= most);
  const line = ({ points, tone }: Curve, dashed: boolean): Markup[] =>
    points.length === 1
      ? [markup`<circle class="${tone}" cx="${scale.at(points[0]!.x)}" cy="${y(points[0]!.y)}" r="4"/>`]
      : points.slice(1).map((to, index) => markup`<line class="curve ${tone}${dashed && ' dashed'}" x1="${scale.at(points[index]!.x)}" y1="${y(points[index]!.y)}" x2="${scale.at(to.x)}" y2="${y(to.y)}"/>`);
  return markup`<figure class="whole"><figcaption>${caption}</figcaption><svg class="plot histogram" aria-hidden="true" height="${height}">${levels.map(
    (value) => markup`<line class="grid" x1="0" x2="${placed(1)}" y1="${y(value)}" y2="${y(value)}"/><text class="tick" x="0" y="${y(value) - 3}">${compact(value)}</text>`,
  )}${shown.map((one, index) => line(one, index > 0))}</svg>${axis(scale, compact)}<ul class="legend">${shown.map(
    ({ name, tone, points }, index) => markup`<li><span class="${tone}-text">${index === 0 ? '━' : '┅'}</span> ${name}: ${compact(points[0]!.y)} → ${compact(points.at(-1)!.y)}</li>`,
  )}<li>${below}</li></ul></figure>
`;
}

/** Every so many points, and always the last. */
function thinned<T>(points: readonly T[]): T[] {
  const size = Math.ceil(points.length / mostPoints);
  return points.filter((_, index) => index % size === 0 || index === points.length - 1);
}
