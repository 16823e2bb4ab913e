import type { Markup, Printable } from '../markup.ts';
import type { Bounds } from '../../figures/share.ts';
import { dot, verticalLine, whisker } from './marks.ts';
import type { Tone } from './rows.ts';
import { chartRows, middle, rowHeight } from './rows.ts';
import { linearScale } from './scale.ts';

/** `estimate` null: nothing measured, the line stays empty and its text says so. */
export type Estimate = { name: Printable; estimate: number | null; interval: Bounds | null; text: Printable; tone?: Tone };

/**
 * Estimates with their intervals under each other, and a line to compare them with.
 * @param reference where that line stands: the overall rate, no difference (0), a margin
 */
export function forest({ list, references, tick, caption, note }: { list: readonly Estimate[]; references: readonly number[]; tick: (value: number) => string; caption?: string; note?: Printable }): Markup {
  const scale = linearScale([...references, ...list.flatMap(({ estimate, interval }) => [...(interval ?? []), ...(estimate === null ? [] : [estimate])])]);
  const lines = references.map((value) => verticalLine(scale.at(value), rowHeight, 'reference'));
  const rows = list.map(({ name, estimate, interval, text, tone = 'plain' }) => ({
    name,
    value: text,
    plot: [lines, interval ? whisker(scale, interval, middle, tone) : null, estimate === null ? null : dot(scale.at(estimate), middle, tone)],
  }));
  return chartRows({ rows, scale, tick, ...(caption !== undefined && { caption }), ...(note !== undefined && { note }) });
}
