/** From values to percent of the width, so that a chart needs no fixed width and its letters never shrink. */
export type Scale = { at: (value: number) => string; ticks: readonly number[] };

/** From 0 (or below, for differences) to a round number that holds every value. */
export function linearScale(values: readonly number[], { least = 0, wanted = 4 }: { least?: number; wanted?: number } = {}): Scale {
  const finite = values.filter((value) => Number.isFinite(value));
  const low = finite.reduce((one, other) => Math.min(one, other), least);
  const high = finite.reduce((one, other) => Math.max(one, other), least);
  const step = roundStep((high - low || 1) / wanted);
  const [first, last] = [Math.floor(low / step + slack), Math.max(Math.ceil(high / step - slack), Math.floor(low / step + slack) + 1)];
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => round((first + index) * step));
  return { ticks, at: (value) => placed((value - first * step) / ((last - first) * step)) };
}

/** 1, 2 or 5 times a power of ten, at least `step`. */
export function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  return round(([1, 2, 5, 10].find((factor) => factor * power >= step * (1 - slack)) ?? 10) * power);
}

/** A share of the width as a percentage that prints the same everywhere. */
export const placed = (share: number): string => `${Number((Math.min(1, Math.max(0, share)) * 100).toFixed(2))}%`;

const round = (value: number): number => Number(value.toPrecision(12));
const slack = 1e-9;
