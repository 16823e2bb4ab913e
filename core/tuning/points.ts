import { contentHash } from '../identity/content-hash.ts';
import { unitDraws } from '../random/seeded-draw.ts';
import type { SweepConfig } from './config.ts';

export type Hyperparameters = Readonly<Record<string, number | string | boolean>>;
type Axis = SweepConfig['space'][string];

/** Random draws that repeat an earlier setting are drawn again, at most so often for each job that is wanted. */
const drawsPerJob = 20;

/**
 * The settings that a sweep tries, each once, at most `max_jobs`: first the configured ones as they are, then the grid in
 * order (last axis fastest), or random draws that depend on seed and axis name alone, so that more jobs or another
 * axis leave the earlier draws as they were.
 */
export function sweepPoints(configured: Hyperparameters, { method, space, max_jobs, seed }: Pick<SweepConfig, 'method' | 'space' | 'max_jobs' | 'seed'>): Hyperparameters[] {
  const axes = Object.entries(space).sort(([a], [b]) => (a < b ? -1 : 1));
  const points: Hyperparameters[] = [];
  const seen = new Set<string>();
  const add = (drawn: Hyperparameters): void => {
    const point = { ...configured, ...drawn };
    const hash = contentHash(point);
    if (!seen.has(hash)) points.push(point);
    seen.add(hash);
  };
  add({});
  // One by one: a grid may have more combinations than fit into memory.
  for (const drawn of method === 'grid' ? grid(axes) : random(axes, seed, max_jobs * drawsPerJob)) {
    if (points.length >= max_jobs) break;
    add(drawn);
  }
  return points;
}

function* grid(axes: readonly [string, Axis][], chosen: Hyperparameters = {}): Generator<Hyperparameters> {
  const [axis, ...rest] = axes;
  if (!axis) {
    yield chosen;
    return;
  }
  const [name, values] = axis;
  for (const value of values as (number | string | boolean)[]) yield* grid(rest, { ...chosen, [name]: value });
}

function random(axes: readonly [string, Axis][], seed: number, count: number): Hyperparameters[] {
  const columns = axes.map(([name, axis]) => [name, unitDraws(count, seed, `sweep/${name}`).map((unit) => valueAt(axis, unit))] as const);
  return Array.from({ length: count }, (_, row) => Object.fromEntries(columns.map(([name, column]) => [name, column[row] as number | string | boolean])));
}

/** The value of an axis at a number in [0, 1). Three significant digits: a setting that a person can read and type. */
function valueAt(axis: Axis, unit: number): number | string | boolean {
  if (Array.isArray(axis)) return axis[Math.floor(unit * axis.length)] as number | string | boolean;
  const { min, max, scale, integer } = axis;
  if (integer && scale === 'linear') return Math.floor(min + unit * (max - min + 1));
  const value = scale === 'log' ? min * (max / min) ** unit : min + unit * (max - min);
  return integer ? Math.min(max, Math.round(value)) : Number(value.toPrecision(3));
}
