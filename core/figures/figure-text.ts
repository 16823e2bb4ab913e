import type { Bounds } from './share.ts';

/** Written out here, because `Intl` changes its signs with the version of its data, and a report is compared byte by byte. */

/** `1234567` as `1,234,567`; a fraction keeps at most `digits` decimals. */
export function grouped(value: number, digits = 0): string {
  const [whole, decimals] = Math.abs(value).toFixed(digits).split('.') as [string, string?];
  const text = whole.replace(/\B(?=(?:\d{3})+$)/g, ',') + (decimals === undefined ? '' : `.${decimals}`);
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

/** For axes: `1500` as `1.5k`, `2000000` as `2M`. */
export function compact(value: number): string {
  for (const [size, sign] of [[1e9, 'G'], [1e6, 'M'], [1e3, 'k']] as const) {
    if (Math.abs(value) >= size) return `${trimmed(value / size)}${sign}`;
  }
  return trimmed(value);
}

const trimmed = (value: number): string => String(Number(value.toPrecision(3)));

/** A fraction as percent: one decimal, two below one percent, and nothing that happened reads as zero or all. */
export function percent(fraction: number): string {
  const value = fraction * 100;
  const digits = value !== 0 && Math.abs(value) < 1 ? 2 : 1;
  const text = value.toFixed(digits);
  if (value > 0 && Number(text) === 0) return '<0.01%';
  if (value < 100 && Number(text) >= 100) return '>99.9%';
  return `${text.replace(/\.0+$/, '')}%`;
}

/** `2.1–3.4%` */
export const percentRange = ([low, high]: Bounds): string => `${percent(Math.max(0, low)).replace('%', '')}–${percent(Math.min(1, high))}`;

/** A difference of rates in percentage points with its sign, without unit. */
export function points(fraction: number): string {
  const text = Math.abs(fraction * 100).toFixed(1);
  if (Number(text) === 0) return '0.0';
  return `${fraction < 0 ? '−' : '+'}${text}`;
}

/** Milliseconds as people read them: `850 ms`, `12.4 s`, `3.5 min`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${grouped(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${trimmed(milliseconds / 1000)} s`;
  if (milliseconds < 3_600_000) return `${trimmed(milliseconds / 60_000)} min`;
  return `${trimmed(milliseconds / 3_600_000)} h`;
}

/** `−1.2 to +3.4` without words, for both languages. */
export const pointsRange = ([low, high]: Bounds): string => `${points(low)} … ${points(high)}`;
