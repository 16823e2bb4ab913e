import type { Markup } from '../markup.ts';
import { markup } from '../markup.ts';
import { compact } from '../../figures/figure-text.ts';
import { verticalLine } from './marks.ts';
import { axis } from './rows.ts';
import type { Scale } from './scale.ts';
import { placed, roundStep } from './scale.ts';

export type Bin = { from: number; to: number; count: number };
export type Threshold = { value: number; letter: string };

const height = 150;
const head = 22;
const mostBins = 48;

/**
 * Bars over bins of equal width on the scale, with thresholds as dashed lines under their letters. Empty ends are left
 * out unless a threshold stands there; a threshold beyond the last bin stands at the edge.
 */
export function histogram({ bins, scale, thresholds, tick }: { bins: readonly Bin[]; scale: 'linear' | 'log'; thresholds: readonly Threshold[]; tick: (value: number) => string }): Markup {
  const shown = merged(trimmed(bins, thresholds));
  const most = shown.reduce((one, { count }) => Math.max(one, count), 0);
  // One bar would say less than the quantiles beside it.
  if (most === 0 || (shown.length === 1 && thresholds.length === 0)) return markup``;
  const step = roundStep(most / 2);
  const at = (value: number): string => placed(position(shown, value, scale));
  const y = (count: number): number => Number((head + (height - head) * (1 - count / most)).toFixed(1));
  const levels = [1, 2].map((factor) => factor * step).filter((count) => count <= most);
  const width = Number((100 / shown.length).toFixed(3));
  return markup`<svg class="plot histogram" aria-hidden="true" height="${height}">${shown.map(
    ({ count }, index) => count > 0 && markup`<rect class="plain" x="${Number((index * width).toFixed(2))}%" width="${Number((width * 0.92).toFixed(2))}%" y="${Math.min(y(count), height - 1)}" height="${Math.max(1, Number((height - y(count)).toFixed(1)))}"/>`,
  )}${levels.map((count) => markup`<line class="grid" x1="0" x2="100%" y1="${y(count)}" y2="${y(count)}"/><text class="tick" x="0" y="${y(count) - 3}">${compact(count)}</text>`)}${thresholds.map(
    ({ value, letter }, index) => markup`${verticalLine(at(value), height, 'threshold')}<text class="letter" x="${at(value)}" dx="${value > shown.at(-1)!.to ? -5 : 4}" y="${10 + (index % 2) * 11}" text-anchor="${position(shown, value, scale) > 0.95 ? 'end' : 'start'}">${letter}</text>`,
  )}</svg>${axis(ticksOf(shown, scale), tick)}`;
}

function trimmed(bins: readonly Bin[], thresholds: readonly Threshold[]): readonly Bin[] {
  const used = (bin: Bin): boolean => bin.count > 0 || thresholds.some(({ value }) => value >= bin.from && value <= bin.to);
  const first = bins.findIndex(used);
  return first === -1 ? [] : bins.slice(first, bins.findLastIndex(used) + 1);
}

/** Neighbours joined, all alike, until the bars are wide enough to be seen. */
function merged(bins: readonly Bin[]): readonly Bin[] {
  const size = Math.ceil(bins.length / mostBins);
  if (size <= 1) return bins;
  const groups: Bin[] = [];
  for (let start = 0; start < bins.length; start += size) {
    const group = bins.slice(start, start + size);
    groups.push({ from: group[0]!.from, to: group.at(-1)!.to, count: group.reduce((sum, { count }) => sum + count, 0) });
  }
  return groups;
}

/** Where a value lies in the row of bins, 0 to 1: bins are equally wide by definition, inside one it is interpolated. */
function position(bins: readonly Bin[], value: number, scale: 'linear' | 'log'): number {
  const index = bins.findIndex(({ to }) => value < to);
  if (index === -1) return 1;
  const { from, to } = bins[index]!;
  const inside = scale === 'log' && from > 0 && value > 0 ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
  return (index + Math.min(1, Math.max(0, inside))) / bins.length;
}

function ticksOf(bins: readonly Bin[], scale: 'linear' | 'log'): Scale {
  const [low, high] = [bins[0]!.from, bins.at(-1)!.to];
  const all = scale === 'log' ? decades(bins.find(({ from }) => from > 0)?.from ?? high, high) : steps(low, high);
  const apart = all.length > 6 ? all.filter((_, index) => index % Math.ceil(all.length / 6) === 0) : all;
  return { at: (value) => placed(position(bins, value, scale)), ticks: apart };
}

function steps(low: number, high: number): number[] {
  const step = roundStep((high - low) / 5);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** Powers of ten, with 2 and 5 times them where they would be few. */
function decades(low: number, high: number): number[] {
  const factors = high / low > 1000 ? [1] : [1, 2, 5];
  const found: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    for (const factor of factors) {
      const value = Number((factor * 10 ** power).toPrecision(12));
      if (value >= low && value <= high) found.push(value);
    }
  }
  return found;
}
