import { forest } from '../chart/forest.ts';
import { grouped, percent } from '../../figures/figure-text.ts';
import { markup, type Markup } from '../markup.ts';
import type { Section } from '../page.ts';
import type { EvaluationReport } from '../../evaluation/evaluation-report.ts';
import type { ReleaseReportInput } from '../release-input.ts';
import { facts, name, quiet, type Words } from './labels.ts';

/** 12: how far the judge agrees with people, and how old that knowledge is. */
export function judge({ trust, judge: model, evaluation }: ReleaseReportInput, words: Words): Section {
  const w = words.judge;
  const section = (body: Section['body']): Section => ({ id: 'judge', title: words.sections.judge, body: markup`${body}${evaluation?.pairs && pairsCompared(evaluation.pairs, words)}` });
  if (!trust || trust.known.labels === 0 || trust.known.kappa === null) return section(markup`<p>${name(model)}: ${w.unknown}</p>${quiet(w.unknownNote)}`);
  const { known, wanted } = trust;
  const { kappa, kappaLow } = known;
  const high = kappaLow === null ? null : Math.min(1, 2 * known.kappa! - kappaLow);
  const trusted = kappaLow !== null && kappaLow >= wanted.kappaLow && known.labels >= wanted.labels;
  return section(markup`${forest({
    list: [{ name: name(model), estimate: kappa, interval: kappaLow === null || high === null ? null : [kappaLow, high], text: w.kappa(kappa!.toFixed(2), kappaLow === null ? '–' : kappaLow.toFixed(2)), tone: trusted ? 'watch' : 'strong' }],
    references: [0, wanted.kappaLow],
    tick: (value) => value.toFixed(1),
    caption: w.caption(wanted.kappaLow.toFixed(2)),
  })}${facts([
    [w.verdict, trusted ? w.trusted : w.notTrusted],
    [w.labels, w.labelsText(known.labels, wanted.labels)],
    [w.age, known.ageDays === null ? words.none : w.days(grouped(known.ageDays))],
    [w.unreadable, percent(known.parseFailureRate)],
  ])}`);
}

/** How far the judge looked at the replies and not at their places. Nobody labels pairs, so this is all that is known of it here. */
function pairsCompared({ judge: model, pairs, identical, compared, consistent, ties, firstPlace, unreadable, unanswered, noReply }: NonNullable<EvaluationReport['pairs']>, words: Words): Markup {
  const w = words.judge.pairs;
  const share = compared === 0 ? words.none : `${grouped(consistent)} / ${grouped(compared)} (${percent(consistent / compared)})`;
  return markup`<h3>${w.title}</h3>${facts([
    [w.by, name(model)],
    [w.pairs, w.pairsText(pairs, identical)],
    [w.consistent, share],
    [w.ties, grouped(ties)],
    [w.firstPlace, w.firstPlaceText(firstPlace, compared - consistent)],
    [w.lost, w.lostText(unreadable, unanswered, noReply)],
  ])}${quiet(w.note)}`;
}
