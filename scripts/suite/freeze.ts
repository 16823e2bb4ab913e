import { getAgent } from '../../adapters/store/agents.ts';
import { storeSuite, type NewSuite } from '../../adapters/store/suites.ts';
import { createRedactor } from '../../core/privacy/redact-text.ts';
import { smallestSampleWithoutFlip } from '../../core/gate/sample-size.ts';
import type { FreezeOptions, StoredCase } from '../../core/suite/stored.ts';
import type { Session } from '../session.ts';

/** How an agent's cases are frozen: its shares of sealed and reserve cases, its own redaction rules. */
export async function freezeOptions({ pool }: Session, agent: string): Promise<FreezeOptions & { maxLooks: number; minConfidence: number }> {
  const { suite, analyze, annotate } = (await getAgent(pool, agent)).config;
  return { shares: { sealed: suite.sealed_share, reserve: suite.reserve_share }, redactor: createRedactor(analyze.redact), maxLooks: suite.max_looks, minConfidence: annotate.min_confidence };
}

/** The fewest cases that can show that a candidate is no worse by more than the gate's margin. */
export async function leastCasesOf({ pool }: Session, agent: string): Promise<{ leastCases: number; margin: number }> {
  const { margin, alpha } = (await getAgent(pool, agent)).config.gate;
  return { leastCases: smallestSampleWithoutFlip(margin, alpha), margin };
}

/** Those that are compared: what is held in reserve is not asked. */
export const comparedCases = (cases: readonly StoredCase[]): number => cases.filter(({ part }) => part !== 'reserve').length;

/** Stores the suite, and says on stderr when it is too small to show anything. */
export async function keepSuite(session: Session, suite: NewSuite): Promise<{ created: boolean; cases: number; leastCases: number }> {
  const { created } = await storeSuite(session.pool, suite);
  const { leastCases, margin } = await leastCasesOf(session, suite.agent);
  const cases = comparedCases(suite.cases);
  if (cases < leastCases) {
    process.stderr.write(`${cases} cases are few: only a clearly better candidate can pass; to show that one is no worse by more than ${margin}, at least ${leastCases} are needed\n`);
  }
  return { created, cases: suite.cases.length, leastCases };
}
