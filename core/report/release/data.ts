import type { BalanceFacts } from '../../balancing/balance-facts.ts';
import { missingInEnglish, missingOf, type BeforeAfter } from '../../balancing/card.ts';
import { chinese } from '../../balancing/sentences/chinese.ts';
import { stages } from '../../cycle/stage.ts';
import { bars } from '../chart/bars.ts';
import { dumbbell } from '../chart/dumbbell.ts';
import { short } from '../cut.ts';
import { compact, grouped, percent } from '../../figures/figure-text.ts';
import { sentenceIn } from '../../figures/sentence-in.ts';
import type { Language } from '../../signals/reason-text.ts';
import { markup } from '../markup.ts';
import type { Section } from '../page.ts';
import type { ReleaseReportInput } from '../release-input.ts';
import { table } from '../table.ts';
import { codeName, facts, longestName, name, quiet, type Words } from './labels.ts';

const mostIntents = 40;
/** Counts of stages in the order in which interactions become fewer. */
const funnel = [['collect', 'interactions'], ['collect', 'badCases'], ['annotate', 'annotated'], ['annotate', 'bad'], ['balance', 'samples'], ['balance', 'rows'], ['balance', 'lines']] as const;

/** 13: from interactions to training rows, and what balancing did to each class. */
export function whatChanged({ stages: counts, dataset: card }: ReleaseReportInput, words: Words): Section {
  const w = words.data;
  const steps = funnel.flatMap(([stage, key]) => {
    const value = counts[stage]?.[key];
    return typeof value === 'number' ? [{ name: w.funnel[key], value, text: grouped(value) }] : [];
  });
  const done = stages.filter((stage) => counts[stage]);
  return {
    id: 'data',
    title: words.sections.data,
    body: markup`${steps.length > 0 ? bars({ list: steps, tick: compact, caption: w.funnelCaption }) : quiet(words.notReached)}${quiet(w.stages(done.map((stage) => words.stageNames[stage])))}${card && classes(card.intents, words)}`,
  };
}

function classes(intents: readonly BeforeAfter[], words: Words) {
  const sorted = intents.toSorted((one, other) => Math.abs(other.after_share - other.before_share) - Math.abs(one.after_share - one.before_share) || (one.name < other.name ? -1 : 1));
  const left = sorted.length - mostIntents;
  return dumbbell({
    list: sorted.slice(0, mostIntents).map((one) => ({
      name: markup`<bdi>${short(one.name, longestName)}</bdi>`, from: one.before_share, to: one.after_share, text: `${percent(one.before_share)} → ${percent(one.after_share)} (${grouped(one.before)} → ${grouped(one.after)})`,
      tone: one.after_share < one.before_share ? 'calm' : 'watch',
    })),
    tick: percent,
    caption: words.data.classes,
    ...(left > 0 && { note: words.more(left) }),
  });
}

/** Appendix: what the candidate was trained on. */
export function dataset({ dataset: card, language }: ReleaseReportInput, words: Words): Section {
  const w = words.dataset;
  if (!card) return { id: 'dataset', title: words.sections.dataset, body: quiet(words.notReached) };
  const out = Object.entries(card.left_out).filter(([, count]) => count > 0).map(([reason, count]) => `${codeName(reason, w.dropped)} ${grouped(count)}`);
  return {
    id: 'dataset',
    title: words.sections.dataset,
    body: markup`${facts([
      [words.identity.dataset, name(card.dataset)],
      [w.rows, w.rowsText(card.size, card.distinct, card.candidates)],
      [w.effective, grouped(card.effective_sample_size)],
      [w.fresh, w.freshText(percent(card.new_share), card.exposures.toFixed(1))],
      [w.distance, w.distanceText(card.distance.kl?.toFixed(4) ?? '∞', card.distance.total_variation.toFixed(3))],
      [w.leftOut, out.join(words.marks.comma) || words.none],
      [w.heldOut, w.heldOutText(card.held_out.val, card.held_out.test)],
      ...(card.for_suite ? [[w.forSuite, w.forSuiteText(card.for_suite.cases, card.for_suite.beside)] as const] : []),
      [w.training, w.trainingText(card.cost.trained_tokens, card.cost.epochs, card.cost.usd)],
    ])}${table({
      caption: w.limits,
      columns: [{ title: w.limit }, { title: w.asked, kind: 'number' }, { title: w.observed, kind: 'number' }, { title: w.holds }],
      rows: card.limits.map((one) => [codeName(one.name, w.limitNames), figure(one.limit), figure(one.observed), one.holds ? `✔ ${w.yes}` : markup`<strong>✖ ${w.no}</strong>`]),
    })}${notes(w.gaveWay, said(card.gave_way, card.gave_way_facts, language), words)}${notes(w.starved, said(missingInEnglish(card), missingOf(card), language), words)}`,
  };
}

type Said = { list: readonly string[]; original: boolean };

/** In the language of the report; the English originals where an older version stored no facts, or another one some that this one does not know. */
function said(english: readonly string[], facts: readonly BalanceFacts[] | undefined, language: Language): Said {
  if (language === 'en') return { list: english, original: false };
  const known = facts?.every(({ code }) => Object.hasOwn(chinese, code)) ? facts : undefined;
  return known ? { list: known.map((one) => sentenceIn(chinese, one)), original: false } : { list: english, original: true };
}

const notes = (title: string, { list, original }: Said, words: Words) =>
  list.length === 0 ? markup`` : markup`<h3>${title}</h3>${original && quiet(words.dataset.original)}<ul>${list.slice(0, 30).map((text) => markup`<li><bdi>${short(text, 200)}</bdi></li>`)}</ul>
`;
const figure = (value: unknown): string => (typeof value === 'number' ? (Number.isInteger(value) ? String(value) : value.toFixed(4)) : short(String(value), longestName));
