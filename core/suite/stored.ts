import { fingerprint } from '../evaluation/fingerprint.ts';
import type { graderNames } from '../evaluation/grade.ts';
import { isPairwise } from '../evaluation/judged-graders.ts';
import { contentHash } from '../identity/content-hash.ts';
import { lastUserText } from '../interaction/message.ts';
import { redactValue } from '../privacy/redact-value.ts';
import type { Redactor } from '../privacy/redact-text.ts';
import type { CaseKind, SuitePart } from './kinds.ts';
import { languageSlices } from './languages.ts';
import { partOf, type PartShares } from './parts.ts';
import type { SuiteCase } from './suite-case.ts';

/** A case as the store keeps it: nothing is left open. */
export type StoredCase = {
  caseId: string;
  messages: SuiteCase['messages'];
  expected: string;
  intent: string;
  grader: string;
  hard: boolean;
  kind: CaseKind;
  part: SuitePart;
  slices: Record<string, string>;
  fingerprint: string;
  tools: Record<string, unknown>[] | null;
  /** Hash of what is asked, what passes and how: answers to the same content are answers to this case. */
  content: string;
  /** Session or user, a pseudonym: cases of one are not independent. */
  group: string | null;
  /** Of a regression: the model that had given the bad reply. */
  foundModel: string | null;
};

/** Case and white space are not what an agent is graded on unless the suite says so. */
const usualGrader = 'normalised' satisfies (typeof graderNames)[number];

export type FreezeOptions = {
  shares?: PartShares;
  /** The agent's own rules: the model under test must see what it was trained on. */
  redactor?: Redactor;
};

/**
 * Freezes a suite for one agent: redacted like training data, every default filled in, each case in its part (the reserve
 * last), under the hash of all of it.
 */
export function freezeSuite(agent: string, cases: readonly SuiteCase[], { shares = { sealed: 0, reserve: 0 }, redactor }: FreezeOptions = {}): { id: string; cases: StoredCase[] } {
  const redacted = cases.map((one) => redactValue({ messages: one.messages, expected: one.expected }, {}, undefined, redactor));
  const groups = anonymousGroups(cases);
  const languages = languageSlices(redacted.map(({ messages }) => lastUserText(messages)));
  const frozen = cases.map((one, place): StoredCase => {
    const { messages, expected } = redacted[place]!;
    const kind = one.kind ?? 'general';
    const grader = one.grader ?? usualGrader;
    const language = languages[place];
    const known = { group: groups.get(one.group) ?? null, fingerprint: fingerprint(lastUserText(messages)), hard: one.hard };
    return {
      caseId: one.id, messages, expected, intent: one.intent ?? (isPairwise(grader) ? '' : expected.slice(0, 80)), grader, kind, ...known,
      part: one.sealed === true ? 'sealed' : partOf(known, shares, agent),
      slices: { ...(language !== undefined && { language }), ...one.slices },
      content: contentHash('case', messages, expected, grader, one.tools), tools: one.tools ?? null, foundModel: one.foundModel ?? null,
    };
  });
  return identified(agent, frozen);
}

/** The suite of these cases: what may be asked at the first look comes first. */
export function identified(agent: string, cases: readonly StoredCase[]): { id: string; cases: StoredCase[] } {
  const ordered = [...cases.filter(({ part }) => part !== 'reserve'), ...cases.filter(({ part }) => part === 'reserve')];
  return { id: `s-${contentHash('suite', agent, ordered).slice(0, 16)}`, cases: ordered };
}

/** Ids of users and sessions are not stored: a group is named by its first case, unless its name is a pseudonym already. */
function anonymousGroups(cases: readonly SuiteCase[]): Map<string | undefined, string> {
  const names = new Map<string | undefined, string>();
  for (const { group, id } of cases) {
    if (group !== undefined && !names.has(group)) names.set(group, /^[us]_[0-9a-f]{16}$/.test(group) ? group : `g-${id}`);
  }
  return names;
}
