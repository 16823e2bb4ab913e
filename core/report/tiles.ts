import type { Markup, Printable } from './markup.ts';
import { markup } from './markup.ts';

/** `tone` colours the edge; the mark in the label says the same without colour. */
export type Tile = { label: Printable; value: string; detail?: Printable; tone?: string };

/** The few figures that are read first. */
export const tiles = (list: readonly Tile[]): Markup =>
  markup`<dl class="tiles">${list.map(
    ({ label, value, detail, tone = 'plain' }) => markup`<div class="tile ${tone}"><dt>${label}</dt><dd><strong>${value}</strong>${detail !== undefined && markup`<span>${detail}</span>`}</dd></div>`,
  )}</dl>
`;
