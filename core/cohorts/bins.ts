import type { Distribution } from '../report/analysis-input.ts';
import type { ValueCounts } from './value-counts.ts';

const binsOfAll = 24;
/** Values that span more than this are shown on a log scale. */
const wide = 50;

/** A histogram: about two dozen bins of equal width, on a log scale where the values span magnitudes. */
export function binsOf(values: ValueCounts): Pick<Distribution, 'bins' | 'scale'> {
  let least = Infinity;
  let most = -Infinity;
  let leastPositive = Infinity;
  for (const value of values.counts.keys()) {
    least = Math.min(least, value);
    most = Math.max(most, value);
    if (value > 0) leastPositive = Math.min(leastPositive, value);
  }
  if (values.n === 0) return { bins: [], scale: 'linear' };
  const log = least >= 0 && leastPositive < Infinity && most / leastPositive > wide;
  // What is a billion times smaller than the greatest goes with the zeros.
  const first = Math.max(leastPositive, most * 1e-9);
  const edges = log ? logEdges(first, most, least < first) : linearEdges(least, most);
  const counts = Array.from({ length: edges.length - 1 }, () => 0);
  for (const [value, times] of values.counts) {
    const place = Math.min(counts.length - 1, edges.findLastIndex((edge) => value >= edge));
    counts[Math.max(0, place)]! += times;
  }
  return { scale: log ? 'log' : 'linear', bins: counts.map((count, place) => ({ from: edges[place]!, to: edges[place + 1]!, count })) };
}

function linearEdges(least: number, most: number): number[] {
  // Whole numbers keep whole bins.
  const exact = Number.isInteger(least) && Number.isInteger(most);
  const width = exact ? Math.max(1, Math.ceil((most - least + 1) / binsOfAll)) : (most - least || 1) / binsOfAll;
  const bins = exact ? Math.ceil((most - least + 1) / width) : binsOfAll;
  return Array.from({ length: bins + 1 }, (_, place) => (place === bins ? Math.max(most, least + place * width) : least + place * width));
}

/** As many equal steps of the logarithm as there are bins; zeros have one of their own below. */
function logEdges(least: number, most: number, withZero: boolean): number[] {
  const step = Math.log(most / least) / binsOfAll;
  const edges = Array.from({ length: binsOfAll + 1 }, (_, place) => (place === binsOfAll ? most : least * Math.exp(place * step)));
  return withZero ? [0, ...edges] : edges;
}
