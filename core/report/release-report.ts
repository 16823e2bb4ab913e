import { short } from './cut.ts';
import { page } from './page.ts';
import type { ReleaseReportInput } from './release-input.ts';
import { improvements, regressions } from './release/changed.ts';
import { classification, confusions } from './release/classification.ts';
import { criteria } from './release/criteria.ts';
import { dataset, whatChanged } from './release/data.ts';
import { difference } from './release/difference.ts';
import { evidence } from './release/evidence.ts';
import { hardCases } from './release/hard-cases.ts';
import { history } from './release/history.ts';
import { identity } from './release/identity.ts';
import { judge } from './release/judge.ts';
import { longestName, wordsOf } from './release/labels.ts';
import { outcomes } from './release/outcomes.ts';
import { rollout } from './release/rollout.ts';
import { slices } from './release/slices.ts';
import { speed } from './release/speed.ts';
import { training } from './release/training.ts';
import { verdict } from './release/verdict.ts';

/** What is read first stands first; what nobody needs to decide stands last. */
const sections = [
  verdict, identity, criteria, difference, outcomes, slices, hardCases, regressions, improvements, speed, evidence, judge, whatChanged, history, rollout,
  classification, confusions, dataset, training,
];

/**
 * The report of a cycle: one self-contained HTML file under 2 MB, in the language of the input, also of a cycle that ended
 * early. The same input gives the same bytes; every text in it is escaped, none is trusted.
 */
export function releaseReport(input: ReleaseReportInput): string {
  const words = wordsOf(input.language);
  return page({
    language: input.language,
    title: words.title(short(input.agent, longestName)),
    origin: words.origin(short(input.cycle.id, 120), short(input.createdAt, longestName)),
    sections: sections.map((section) => section(input, words)),
  });
}
