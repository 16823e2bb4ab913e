import { fingerprint } from '../evaluation/fingerprint.ts';
import { contentHash } from '../identity/content-hash.ts';
import { lastUserText, type Message } from '../interaction/message.ts';
import type { CaseKind } from './kinds.ts';
import type { SuiteCase } from './suite-case.ts';

export type Source = {
  key: string;
  messages: readonly Message[];
  expected: string;
  intent: string | null;
  severity: string | null;
  errorType: string | null;
  model: string | null;
  userId: string | null;
  sessionId: string | null;
  source: string;
};

/** The id of the case that an exchange becomes. */
export const sourceCaseId = (kind: CaseKind, key: string): string => `${kind}-${contentHash('source', key).slice(0, 24)}`;

/** Whether a case came of a confirmed bad exchange, and not by hand. */
export const cameOfBadExchange = ({ caseId, kind }: { caseId: string; kind: CaseKind }): boolean => kind === 'regression' && /^regression-[0-9a-f]{24}$/.test(caseId);

/**
 * A case of an exchange that production has seen. Its id is that of the exchange, so one exchange is one case, however often
 * it is looked at. The agent's old system prompt is left out: a candidate brings its own.
 */
export function caseOfSource(row: Source, kind: CaseKind): SuiteCase {
  const messages = row.messages.filter(({ role }) => role !== 'system' && role !== 'developer');
  const group = row.userId ?? row.sessionId;
  return {
    id: sourceCaseId(kind, row.key),
    messages, expected: row.expected, kind, hard: false,
    ...(row.intent !== null && { intent: row.intent }),
    ...(group !== null && { group }),
    ...(row.model !== null && { foundModel: row.model }),
    slices: {
      source: row.source,
      ...(row.severity !== null && { severity: row.severity }),
      ...(row.errorType !== null && { error: row.errorType }),
    },
    fingerprint: fingerprint(lastUserText(messages)),
  };
}
