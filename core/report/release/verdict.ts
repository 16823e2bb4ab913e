import { grouped } from '../../figures/figure-text.ts';
import { markup } from '../markup.ts';
import type { Section } from '../page.ts';
import type { ReleaseReportInput } from '../release-input.ts';
import { tiles, type Tile } from '../tiles.ts';
import { change, codeName, outcomeName, toneOf, usd, verdictMarks, verdictTones, type Words } from './labels.ts';

/** 1: the answer in one sentence, and what is to be done next. */
export function verdict(input: ReleaseReportInput, words: Words): Section {
  const { decision, cycle } = input;
  const given = decision?.verdict;
  const tone = given ? verdictTones[given] : 'calm';
  return {
    id: 'verdict',
    title: words.sections.verdict,
    body: markup`<div class="case ${tone}"><p class="verdict"><span class="${tone}-text">${given ? verdictMarks[given] : '○'}</span> ${given ? words.verdicts[given] : words.noVerdict}</p>
<p class="lead">${sentence(input, words)}</p>
<p>${words.verdict.outcome(outcomeName(cycle, words))} <strong>${words.verdict.next}</strong> ${words.next[cycle.outcome ?? 'failed'] ?? words.next.failed}</p></div>
${tiles(figures(input, words))}`,
  };
}

function sentence({ decision, cycle, margin }: ReleaseReportInput, words: Words): string {
  if (!decision) return words.verdict.early(words.stageNames[cycle.stage]);
  return words.verdict.sentence({ ...decision, margin: margin * 100, change: change(decision.delta, decision.ci), reasons: decision.reasons.map((code) => codeName(code, words.reasons)) });
}

function figures({ decision, costs }: ReleaseReportInput, words: Words): Tile[] {
  const spent = costs.reduce((sum, { costUsd }) => sum + costUsd, 0);
  const unpriced = costs.reduce((sum, one) => sum + one.unpriced, 0);
  return [
    ...(decision
      ? [
          { label: words.verdict.tiles.delta, value: change(decision.delta, decision.ci).split(' ')[0]!, detail: change(decision.delta, decision.ci).replace(/^\S+ /, ''), tone: toneOf(decision.ci) },
          { label: words.verdict.tiles.cases, value: grouped(decision.n) },
          { label: words.verdict.tiles.lost, value: grouped(decision.lost), tone: decision.lost > 0 ? 'strong' : 'plain' },
          { label: words.verdict.tiles.gained, value: grouped(decision.gained), tone: decision.gained > 0 ? 'watch' : 'plain' },
        ]
      : []),
    { label: words.verdict.tiles.cost, value: usd(spent), ...(unpriced > 0 && { detail: words.unpriced(unpriced) }) },
  ];
}
