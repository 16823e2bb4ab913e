import { grouped } from '../../figures/figure-text.ts';
import { markup } from '../markup.ts';
import type { Section } from '../page.ts';
import type { ReleaseReportInput } from '../release-input.ts';
import { facts, name, quiet, statusLabel, type Words } from './labels.ts';

/** 11: how far the figures above can be believed. */
export function evidence({ evaluation, decision }: ReleaseReportInput, words: Words): Section {
  const w = words.evidence;
  if (!evaluation || !decision) return { id: 'evidence', title: words.sections.evidence, body: quiet(words.notReached) };
  const { suite, settings, champion, candidate, regressions, warnings } = evaluation;
  const { colon, semicolon } = words.marks;
  const leak = decision.criteria.find((one) => one.name === 'uncontaminated');
  const names = (side: typeof champion) => side.answeredAs.slice(0, 5).map((one, index) => markup`${index > 0 && words.marks.comma}${name(one.name)} ${grouped(one.answers)}${!one.known && words.marks.aside(w.unknownName)}`);
  return {
    id: 'evidence',
    title: words.sections.evidence,
    body: markup`${warnings.length > 0 && markup`<ul class="findings">${warnings.map((code) => markup`<li><span class="strong-text">▲</span> ${words.warnings[code]}</li>
`)}</ul>`}${facts([
      [w.cases, w.casesText(suite.cases, suite.sealed, suite.extended)],
      [w.power, decision.needed_cases === null ? w.noNeeded : w.needed(decision.needed_cases)],
      [w.errors, w.errorsText(champion.errors, candidate.errors)],
      [w.flakes, String(decision.cases.flaky.length)],
      [w.leakage, leak ? statusLabel(leak.status, words) : words.none],
      [w.looks, w.looksText(suite.looks, suite.maxLooks)],
      [w.repeats, w.repeatsText(settings.repeats, settings.seed)],
      [w.answeredBy, markup`${words.identity.champion}${colon}${names(champion)}${semicolon}${words.identity.candidate}${colon}${names(candidate)}`],
      ...(regressions.n > 0 ? ([[w.regressions, w.regressionsText(regressions.n, regressions.championPassed, regressions.candidatePassed)]] as const) : []),
    ])}`,
  };
}
