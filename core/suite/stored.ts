import { fingerprint } from '../evaluation/fingerprint.ts';
import type { graderNames } from '../evaluation/grade.ts';
import { contentHash } from '../identity/content-hash.ts';
import { lastUserText } from '../interaction/message.ts';
import { redactValue } from '../privacy/redact-value.ts';
import type { SuiteCase } from './suite-case.ts';

/** A case as the store keeps it: nothing is left open. */
export type StoredCase = {
  caseId: string;
  messages: SuiteCase['messages'];
  expected: string;
  intent: string;
  grader: string;
  hard: boolean;
  slices: Record<string, string>;
  fingerprint: string;
};

/** Case and white space are not what an agent is graded on unless the suite says so. */
const usualGrader = 'normalised' satisfies (typeof graderNames)[number];

/**
 * Freezes a suite for one agent: redacted like training data, so that the model under test sees what it was
 * trained on, with every default filled in, under the hash of all of it.
 */
export function freezeSuite(agent: string, cases: readonly SuiteCase[]): { id: string; cases: StoredCase[] } {
  const frozen = cases.map((one): StoredCase => {
    const messages = redactValue(one.messages, {});
    const expected = redactValue(one.expected, {});
    return {
      caseId: one.id, messages, expected, intent: one.intent ?? expected.slice(0, 80), grader: one.grader ?? usualGrader,
      hard: one.hard, slices: one.slices, fingerprint: fingerprint(lastUserText(messages)),
    };
  });
  return { id: `s-${contentHash('suite', agent, frozen).slice(0, 16)}`, cases: frozen };
}
