import type { AnalysisReportInput, Distribution } from '../analysis-input.ts';
import { histogram } from '../chart/histogram.ts';
import { compact, grouped } from '../../figures/figure-text.ts';
import type { Markup } from '../markup.ts';
import { markup } from '../markup.ts';
import type { Section } from '../page.ts';
import { first, given } from './labels.ts';
import { inOrder } from './totals.ts';
import type { Words } from './words-en.ts';

/** More lines than this hide the bars. */
const mostThresholds = 8;

/** How much each row used and how long it took, with the values from which on a signal fires. */
export function usage({ distributions }: AnalysisReportInput, words: Words): Section {
  const measured = distributions.filter(({ count }) => count > 0);
  return {
    id: 'usage',
    title: words.sections.usage,
    body: measured.length === 0 ? markup`<p>${words.usage.none}</p>` : measured.map((distribution) => oneMeasure(distribution, words)),
  };
}

function oneMeasure({ measure, count, missing, quantiles, bins, scale, thresholds }: Distribution, words: Words): Markup {
  const text = measure === 'latency_ms' ? words.duration : (value: number): string => grouped(value, value % 1 === 0 ? 0 : 1);
  const tick = measure === 'latency_ms' ? words.duration : compact;
  // The default for all models comes first, so that it is never the one left out.
  const ordered = [...thresholds].sort((one, other) => Number(one.model !== null) - Number(other.model !== null) || inOrder(one.model, other.model));
  const { shown, left } = first(ordered, mostThresholds);
  const lettered = [...shown].sort((one, other) => one.value - other.value || inOrder(one.model, other.model)).map((threshold, index) => ({ ...threshold, letter: String.fromCodePoint(0x41 + index) }));
  return markup`<div class="whole"><h3>${words.usage.measures[measure]}</h3>
<p class="quiet">${words.usage.caption(count, missing)}${quantiles && ` · P50 ${text(quantiles.p50)} · P90 ${text(quantiles.p90)} · P95 ${text(quantiles.p95)} · ${words.usage.largest} ${text(quantiles.max)}`}${scale === 'log' && ` · ${words.usage.log}`}</p>
<figure>${histogram({ bins, scale, thresholds: lettered, tick })}${lettered.length > 0 && markup`<ul class="legend">${lettered.map(
    ({ letter, value, model, source }) => markup`<li><strong class="strong-text">${letter}</strong> ${words.usage.threshold} ${text(value)} · ${model === null ? words.usage.everyModel : given(model, words)} · ${words.usage.sources[source]}</li>`,
  )}${left > 0 && markup`<li>${words.more(left, 'calibration.json')}</li>`}</ul>`}</figure></div>
`;
}
