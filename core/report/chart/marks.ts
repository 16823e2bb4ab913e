import type { Markup } from '../markup.ts';
import { markup } from '../markup.ts';
import type { Bounds } from '../../figures/share.ts';
import type { Tone } from './rows.ts';
import type { Scale } from './scale.ts';

/** An interval as a line with two ends. */
export const whisker = (scale: Scale, [low, high]: Bounds, y: number, kind: 'over' | Tone): Markup => {
  const [left, right] = [scale.at(low), scale.at(high)];
  return markup`<g class="whisker ${kind}"><line x1="${left}" x2="${right}" y1="${y}" y2="${y}"/><line x1="${left}" x2="${left}" y1="${y - 4}" y2="${y + 4}"/><line x1="${right}" x2="${right}" y1="${y - 4}" y2="${y + 4}"/></g>`;
};

export const dot = (x: string, y: number, tone: Tone, hollow = false): Markup =>
  markup`<circle class="${tone}${hollow ? ' hollow' : ''}" cx="${x}" cy="${y}" r="5"/>`;

export const verticalLine = (x: string, height: number, kind: string): Markup =>
  markup`<line class="${kind}" x1="${x}" x2="${x}" y1="0" y2="${height}"/>`;
