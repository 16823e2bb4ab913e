import { short } from '../cut.ts';
import { markup, type Markup } from '../markup.ts';
import type { Section } from '../page.ts';
import type { Proof } from '../../cycle/proof.ts';
import type { ReleaseReportInput } from '../release-input.ts';
import { table } from '../table.ts';
import { codeName, facts, instant, name, quiet, type Words } from './labels.ts';

const mostEntries = 10;

/** 15: who let it out, how it can be taken back, where it comes from, and how to do all of it again. */
export function rollout(input: ReleaseReportInput, words: Words): Section {
  const { candidate, champion, cycle, agent, audit } = input;
  const w = words.rollout;
  const command = (text: string): Markup => markup`<code>${text}</code>`;
  const mine = `--agent ${agent}`;
  return {
    id: 'release',
    title: words.sections.release,
    body: markup`${approval(input, words)}<h3>${w.back}</h3>
<p>${w.backText} ${command(`npx flywheel rollback ${mine} --why "..."`)}</p>
<h3>${w.lineage}</h3>
${facts([
      [w.serves, champion ? name(champion.id) : words.none],
      [words.identity.candidate, candidate ? markup`${name(candidate.id)} ${words.identity.model} ${name(candidate.model)}` : words.none],
      [w.training, candidate?.trainingKey ? markup`${name(candidate.trainingKey, 80)}${candidate.job !== null && markup` ${w.job} ${name(candidate.job)}`}${candidate.baseModel !== null && markup` ${w.base} ${name(candidate.baseModel)}`}` : words.none],
      [words.identity.dataset, candidate?.datasetId ? name(candidate.datasetId) : words.none],
      [words.identity.cycle, name(cycle.id, 120)],
    ])}<h3>${w.again}</h3>
<ul>${[`npx flywheel report '${cycle.id}' ${mine}`, ...(candidate?.datasetId ? [`npx flywheel dataset rebuild ${candidate.datasetId} --out rows.jsonl`] : []), `npx flywheel retrain ${mine} --wait`].map((text) => markup`<li>${command(short(text, 240))}</li>`)}</ul>
${audit.length > 0 && table({
      caption: w.audit,
      columns: [{ title: w.at }, { title: w.action }, { title: w.who }, { title: w.why }, { title: words.identity.candidate }],
      rows: audit.slice(0, mostEntries).map(({ at, action, by, how, why, candidateId }) => [instant(at), codeName(action, w.actions), who(by, how, words), markup`<bdi>${short(why, 300)}</bdi>`, candidateId === null ? '' : name(candidateId)]),
    })}`,
  };
}

function approval({ release }: ReleaseReportInput, words: Words): Markup {
  const w = words.rollout;
  if (!release) return quiet(w.noRelease);
  return facts([
    [w.status, codeName(release.status, { ...words.outcomes, waiting: w.waits })],
    [w.policy, `${release.needsApproval ? w.person : w.automatic}${release.fourEyes ? `${words.marks.semicolon}${w.fourEyes}` : ''}`],
    [w.opened, instant(release.openedAt)],
    ...(release.closedAt !== null ? ([[w.decided, markup`${instant(release.closedAt)} · ${who(release.by ?? '', release.how, words)}${words.marks.colon}<bdi>${short(release.why ?? '', 600)}</bdi>`]] as const) : []),
    ...(release.evidence !== null ? ([[w.evidence, name(release.evidence, 80)]] as const) : []),
  ]);
}

const who = (by: string, how: Proof | null, words: Words): Markup => markup`<bdi>${short(by, 80)}</bdi>${how !== null && words.marks.aside(words.proofs[how])}`;
