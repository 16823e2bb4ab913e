import { dumbbell, type Move } from '../chart/dumbbell.ts';
import { duration } from '../../figures/figure-text.ts';
import { markup } from '../markup.ts';
import type { Section } from '../page.ts';
import type { ReleaseReportInput } from '../release-input.ts';
import { quiet, type Words } from './labels.ts';

/** 10: from the champion (hollow) to the candidate (filled). */
export function speed({ evaluation }: ReleaseReportInput, words: Words): Section {
  const w = words.speed;
  const section = (body: Section['body']): Section => ({ id: 'speed', title: words.sections.speed, body });
  if (!evaluation) return section(quiet(words.notReached));
  const { champion, candidate } = evaluation;
  const waits = champion.latencyMs && candidate.latencyMs ? (['p50', 'p95'] as const).map((rank) => move(`${w.latency} ${rank}`, champion.latencyMs![rank], candidate.latencyMs![rank], duration)) : [];
  const [was, is] = [champion.costPerCaseUsd, candidate.costPerCaseUsd];
  const milli = (value: number): string => `$${Number((value * 1_000).toPrecision(3))}`;
  return section(markup`${waits.length > 0 ? dumbbell({ list: waits, tick: duration, caption: w.latencyCaption }) : quiet(w.noLatency)}${
    was !== null && is !== null ? dumbbell({ list: [move(w.cost, was, is, milli)], tick: milli, caption: w.costCaption }) : quiet(w.noCost)
  }${quiet(w.tokens(champion.promptTokens + champion.completionTokens, candidate.promptTokens + candidate.completionTokens))}`);
}

/** Higher is worse for all of them. */
function move(name: string, from: number, to: number, text: (value: number) => string): Move {
  const ratio = from > 0 ? ` (×${Number((to / from).toPrecision(3))})` : '';
  return { name, from, to, text: `${text(from)} → ${text(to)}${ratio}`, tone: to > from ? 'strong' : 'watch' };
}
