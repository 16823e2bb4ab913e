import { points } from '../../figures/figure-text.ts';
import { markup, type Markup } from '../markup.ts';
import type { Section } from '../page.ts';
import type { CandidateFacts, ReleaseReportInput } from '../release-input.ts';
import { table } from '../table.ts';
import { facts, instant, name, usd, type Words } from './labels.ts';

/** 2: what exactly was compared, made from what, by which versions, for how much. */
export function identity(input: ReleaseReportInput, words: Words): Section {
  const { cycle, champion, candidate, version, evaluation, costs } = input;
  const w = words.identity;
  const started = `${instant(cycle.startedAt)}${cycle.endedAt === null ? '' : ` → ${instant(cycle.endedAt)}`}`;
  const by = cycle.startedBy === null ? (cycle.trigger === 'schedule' ? words.schedule : w.nobody) : markup`<bdi>${cycle.startedBy.name}</bdi>${words.marks.aside(words.proofs[cycle.startedBy.how])}`;
  return {
    id: 'identity',
    title: words.sections.identity,
    body: markup`${facts([
      [w.cycle, name(cycle.id, 120)],
      [w.time, started],
      [w.startedBy, markup`${words.triggers[cycle.trigger]} · ${by}`],
      [w.champion, who(champion, words)],
      [w.candidate, who(candidate, words)],
      [w.dataset, candidate?.datasetId ? name(candidate.datasetId) : words.none],
      [w.suite, evaluation ? markup`${name(evaluation.suite.name)} ${w.suiteVersion(evaluation.suite.version)} ${name(evaluation.suite.id)}` : words.none],
      [w.judge, name(input.judge)],
      [w.seed, String(input.seed)],
      [w.version, w.versions(version.code, version.configuration)],
    ])}${
      costs.length > 0 &&
      table({
        caption: w.cost,
        columns: [{ title: w.stage }, { title: w.calls, kind: 'number' }, { title: 'USD', kind: 'number' }],
        rows: costs.map(({ stage, calls, costUsd, unpriced }) => [words.stageNames[stage], calls, unpriced > 0 ? `${usd(costUsd)} · ${words.unpriced(unpriced)}` : usd(costUsd)]),
      })
    }${input.made.length > 1 && others(input, words)}`,
  };
}

function who(one: CandidateFacts | null, words: Words): Markup {
  if (one === null) return markup`${words.none}`;
  const more = [...(one.examples > 0 ? [words.identity.examples(one.examples)] : []), ...(one.routes > 0 ? [words.identity.routes(one.routes)] : []), ...(one.taintedAt === null ? [] : [words.identity.tainted(one.taintedAt.slice(0, 10))])];
  return markup`${name(one.id)} ${words.identity.model} ${name(one.model)}${more.map((text) => ` · ${text}`)}`;
}

const others = ({ made }: ReleaseReportInput, words: Words): Markup =>
  table({
    caption: words.identity.made,
    columns: [{ title: words.identity.candidate, kind: 'name' }, { title: words.identity.kind }, { title: words.identity.gate }, { title: words.difference.delta, kind: 'number' }],
    rows: made.map(({ candidateId, kind, gated, verdict, delta }) => [
      name(candidateId), words.kinds[kind], verdict === null ? (gated ? words.none : words.identity.notGated) : words.verdicts[verdict], delta === null ? '' : points(delta),
    ]),
  });
