import { describe, expect, test } from 'vitest';
import { bars, stackedBar } from '../core/report/chart/bars.ts';
import { dumbbell } from '../core/report/chart/dumbbell.ts';
import { forest } from '../core/report/chart/forest.ts';
import { histogram } from '../core/report/chart/histogram.ts';
import { linearScale } from '../core/report/chart/scale.ts';
import { compact, duration, grouped, percent, percentRange, points } from '../core/figures/figure-text.ts';
import type { Markup } from '../core/report/markup.ts';
import { markup } from '../core/report/markup.ts';
import { cut, short } from '../core/report/cut.ts';
import type { HtmlNode } from './support/read-html.ts';
import { elementsOf, readHtml, textOf } from './support/read-html.ts';

const drawn = (chart: Markup): HtmlNode[] => elementsOf(readHtml(chart.html));
const withClass = (nodes: readonly HtmlNode[], name: string, kind: string): Record<string, string>[] =>
  nodes.filter((node) => node.name === name && node.attributes['class']?.split(' ').includes(kind)).map(({ attributes }) => attributes);

describe('text in HTML', () => {
  test('is escaped in text and in attributes, and markup is not escaped twice', () => {
    const inner = markup`<b>${'a & b'}</b>`;
    expect(markup`<i title="${'"><script>'}">${[inner, null, false, 3]}</i>`.html).toBe('<i title="&quot;&gt;&lt;script&gt;"><b>a &amp; b</b>3</i>');
  });

  test('shows what cannot be shown: control characters, lone surrogates, signs that turn the direction of writing', () => {
    expect(markup`${'a\u0000b\u001bc\u202Ed\uD800e\u0085f\nkept\tkept'}`.html).toBe('a␀b␛c[U+202E]d\uFFFDe[U+0085]f\nkept\tkept');
  });

  test('is cut between characters and says how many are missing', () => {
    expect(cut('𝒳𝒴𝒵', 2)).toEqual({ text: '𝒳𝒴', omitted: 1 });
    expect(cut('abc', 3)).toEqual({ text: 'abc', omitted: 0 });
    expect(short('one\ntwo three', 7)).toBe('one two…');
  });
});

describe('figures', () => {
  test('are grouped, short on axes, and never round something to nothing or to all', () => {
    expect([grouped(1234567), grouped(-1234.5, 1), grouped(0.04, 1), grouped(-0.04, 1)]).toEqual(['1,234,567', '−1,234.5', '0.0', '0.0']);
    expect([compact(999), compact(1500), compact(2_000_000)]).toEqual(['999', '1.5k', '2M']);
    expect([percent(0), percent(0.00001), percent(0.0054), percent(0.123), percent(0.99999), percent(1)]).toEqual(['0%', '<0.01%', '0.54%', '12.3%', '>99.9%', '100%']);
    expect(percentRange([0.0214, 0.034])).toBe('2.1–3.4%');
    expect([points(-0.0123), points(0.2), points(-0.0001)]).toEqual(['−1.2', '+20.0', '0.0']);
    expect([duration(850), duration(12_400), duration(210_000)]).toEqual(['850 ms', '12.4 s', '3.5 min']);
  });
});

describe('a scale', () => {
  test('ends at round numbers around all values', () => {
    const scale = linearScale([0.03, 0.27]);
    expect(scale.ticks).toEqual([0, 0.1, 0.2, 0.3]);
    expect([scale.at(0), scale.at(0.15), scale.at(0.3)]).toEqual(['0%', '50%', '100%']);
  });

  test('goes below zero for differences and stands for nothing at all, too', () => {
    expect(linearScale([-0.1, 0.2]).ticks).toEqual([-0.1, 0, 0.1, 0.2]);
    expect(linearScale([]).ticks.length).toBeGreaterThan(1);
    expect(linearScale([0, 0]).at(0)).toBe('0%');
  });
});

describe('bars', () => {
  const nodes = drawn(bars({ list: [{ name: 'a', value: 10, interval: [5, 20], text: '10' }, { name: 'b', value: 5, text: '5', tone: 'strong' }], tick: String }));

  test('are as long as their values, and their whiskers reach from bound to bound', () => {
    expect(withClass(nodes, 'rect', 'plain')[0]).toMatchObject({ x: '0', width: '50%' });
    expect(withClass(nodes, 'rect', 'strong')[0]).toMatchObject({ width: '25%' });
    const line = nodes.find(({ name, attributes }) => name === 'g' && attributes['class'] === 'whisker over')!;
    expect(elementsOf(line)[0]!.attributes).toMatchObject({ x1: '25%', x2: '100%' });
  });

  test('say their figures as text', () => {
    const text = textOf(readHtml(bars({ list: [{ name: 'a <b>', value: 1, text: '1 of 2' }], tick: String }).html));
    expect(text).toContain('a <b>');
    expect(text).toContain('1 of 2');
  });

  test('that are stacked make up the whole', () => {
    const parts = drawn(stackedBar([{ name: 'a', value: 1, tone: 'strong' }, { name: 'b', value: 3, tone: 'calm' }])).filter(({ name }) => name === 'rect');
    expect(parts.map(({ attributes: { x, width } }) => [x, width])).toEqual([['0%', '25%'], ['25%', '75%']]);
    expect(stackedBar([{ name: 'a', value: 0, tone: 'calm' }]).html).toBe('');
  });
});

test('a forest shows estimates, their intervals and the line to compare with; what was not measured stays empty', () => {
  const nodes = drawn(
    forest({
      list: [
        { name: 'a', estimate: 0, interval: [-10, 10], text: '0' },
        { name: 'b', estimate: null, interval: null, text: 'none' },
      ],
      references: [0],
      tick: String,
    }),
  );
  expect(withClass(nodes, 'circle', 'plain').map(({ cx }) => cx)).toEqual(['50%']);
  expect(withClass(nodes, 'line', 'reference').map(({ x1 }) => x1)).toEqual(['50%', '50%']);
  expect(withClass(nodes, 'g', 'whisker')).toHaveLength(1);
});

test('a dumbbell leads from the hollow dot to the filled one', () => {
  const nodes = drawn(dumbbell({ list: [{ name: 'a', from: 20, to: 10, text: '20 → 10' }], tick: String }));
  const [from, to] = withClass(nodes, 'circle', 'plain');
  expect([from!['class'], from!['cx'], to!['class'], to!['cx']]).toEqual(['plain hollow', '100%', 'plain', '50%']);
  expect(withClass(nodes, 'line', 'way')[0]).toMatchObject({ x1: '100%', x2: '50%' });
});

describe('a histogram', () => {
  const linear = (count: number, value: (index: number) => number) => Array.from({ length: count }, (_, index) => ({ from: index, to: index + 1, count: value(index) }));
  const draw = (options: Partial<Parameters<typeof histogram>[0]>): HtmlNode[] => drawn(histogram({ bins: linear(4, (index) => index + 1), scale: 'linear', thresholds: [], tick: String, ...options }));
  const heights = (nodes: readonly HtmlNode[]): number[] => withClass(nodes, 'rect', 'plain').map(({ height }) => Number(height));

  test('has bars as high as their counts', () => {
    const [one, two, , four] = heights(draw({}));
    expect(two! / one!).toBeCloseTo(2, 1);
    expect(four! / one!).toBeCloseTo(4, 1);
  });

  test('draws a threshold where its value lies, between the edges of its bin by the scale', () => {
    const at = (nodes: readonly HtmlNode[]) => withClass(nodes, 'line', 'threshold').map(({ x1 }) => x1);
    expect(at(draw({ thresholds: [{ value: 1, letter: 'A' }, { value: 2.5, letter: 'B' }] }))).toEqual(['25%', '62.5%']);
    const log = [{ from: 1, to: 10, count: 3 }, { from: 10, to: 100, count: 3 }];
    expect(at(draw({ bins: log, scale: 'log', thresholds: [{ value: Math.sqrt(10), letter: 'A' }, { value: 10, letter: 'B' }] }))).toEqual(['25%', '50%']);
  });

  test('keeps a threshold beyond its bins at the edge, and leaves out empty ends', () => {
    const bins = [{ from: 0, to: 1, count: 0 }, { from: 1, to: 2, count: 4 }, { from: 2, to: 3, count: 0 }];
    expect(heights(draw({ bins: [...bins, { from: 3, to: 4, count: 2 }, { from: 4, to: 5, count: 0 }] })).map((height) => height > 0)).toEqual([true, true]);
    expect(withClass(draw({ bins, thresholds: [{ value: 99, letter: 'A' }] }), 'line', 'threshold')[0]).toMatchObject({ x1: '100%' });
  });

  test('joins bins that would be too narrow, without losing a row', () => {
    const nodes = draw({ bins: linear(480, () => 1) });
    expect(heights(nodes)).toHaveLength(48);
    expect(new Set(heights(nodes)).size).toBe(1);
  });

  test('shows even a single row among many', () => {
    expect(heights(draw({ bins: linear(2, (index) => (index === 0 ? 1_000_000 : 1)) }))[1]).toBeGreaterThanOrEqual(1);
  });

  test('of nothing is nothing', () => {
    expect(histogram({ bins: linear(3, () => 0), scale: 'linear', thresholds: [], tick: String }).html).toBe('');
  });

  test('of one value is left to its figures, unless there is a threshold to compare it with', () => {
    const bins = [{ from: 1, to: 2, count: 9 }, { from: 2, to: 3, count: 0 }];
    expect(draw({ bins })).toEqual([]);
    expect(heights(draw({ bins, thresholds: [{ value: 2.5, letter: 'A' }] }))).toHaveLength(1);
  });
});
