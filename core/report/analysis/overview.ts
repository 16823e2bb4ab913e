import type { Tier } from '../../signals/tier.ts';
import { tiers as tiersInOrder } from '../../signals/tier.ts';
import type { AnalysisReportInput } from '../analysis-input.ts';
import { stackedBar } from '../chart/bars.ts';
import { grouped, percent, percentRange } from '../../figures/figure-text.ts';
import type { Printable } from '../markup.ts';
import { markup } from '../markup.ts';
import type { Section } from '../page.ts';
import { rateOf, shareOf } from '../../figures/share.ts';
import type { Tile } from '../tiles.ts';
import { tiles } from '../tiles.ts';
import { findings } from './findings.ts';
import { tierLabel, tierTone } from './labels.ts';
import type { Words } from './words-en.ts';

/** The answer in one sentence, the few figures behind it, and where to look first. */
export function overview(input: AnalysisReportInput, words: Words): Section {
  const { tiers, rows, rejected } = input;
  const marked = shareOf(tiers.high_precision.count + tiers.watchlist.count, rows);
  const lead = marked.interval === null ? words.overview.empty : words.overview.lead(marked.count, rows, percent(rateOf(marked)!), percentRange(marked.interval));
  return {
    id: 'overview',
    title: words.sections.overview,
    body: markup`<p class="lead">${lead}</p>
${stackedBar(tiersInOrder.map((tier) => ({ name: tier, value: tiers[tier].count, tone: tierTone[tier] })))}${tiles([
      ...tiersInOrder.map((tier): Tile => tierTile(input, tier, words)),
      { label: words.overview.read, value: grouped(rows), detail: words.overview.rejected(rejected) },
      ...sessionTile(input, words),
      ...timeTile(input, words),
    ])}${findings(input, words)}`,
  };
}

function tierTile({ tiers }: AnalysisReportInput, tier: Tier, words: Words): Tile {
  const { count, of, interval } = tiers[tier];
  const detail: Printable = interval === null ? words.nothingMeasured : `${percent(count / of)} (${percentRange(interval)})`;
  return { label: tierLabel(tier, words), value: grouped(count), detail, tone: tierTone[tier] };
}

function sessionTile({ sessions }: AnalysisReportInput, words: Words): Tile[] {
  if (sessions === null) return [];
  const marked = sessions.tiers.high_precision.count + sessions.tiers.watchlist.count;
  return [{ label: words.overview.sessions, value: grouped(sessions.count), detail: words.overview.sessionsDetail(marked, sessions.count) }];
}

function timeTile({ seconds, rows }: AnalysisReportInput, words: Words): Tile[] {
  if (seconds === null) return [];
  return [{ label: words.overview.speed, value: words.duration(seconds * 1000), ...(seconds > 0 && { detail: words.overview.speedDetail(Math.round(rows / seconds)) }) }];
}
