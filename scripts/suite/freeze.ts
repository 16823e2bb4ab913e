import { getAgent } from '../../adapters/store/agents.ts';
import { storeSuite, type NewSuite } from '../../adapters/store/suites.ts';
import { createRedactor } from '../../core/privacy/redact-text.ts';
import { smallestSampleWithoutFlip } from '../../core/gate/sample-size.ts';
import type { FreezeOptions } from '../../core/suite/stored.ts';
import type { Session } from '../session.ts';

/** How an agent's cases are frozen: its shares of sealed and reserve cases, its own redaction rules. */
export async function freezeOptions({ pool }: Session, agent: string): Promise<FreezeOptions & { maxLooks: number; minConfidence: number }> {
  const { suite, analyze, annotate } = (await getAgent(pool, agent)).config;
  return { shares: { sealed: suite.sealed_share, reserve: suite.reserve_share }, redactor: createRedactor(analyze.redact), maxLooks: suite.max_looks, minConfidence: annotate.min_confidence };
}

/** Stores the suite, and says on stderr when it is too small to show anything. */
export async function keepSuite({ pool }: Session, suite: NewSuite): Promise<{ created: boolean; cases: number; leastCases: number }> {
  const { created } = await storeSuite(pool, suite);
  const { margin, alpha } = (await getAgent(pool, suite.agent)).config.gate;
  const leastCases = smallestSampleWithoutFlip(margin, alpha);
  const cases = suite.cases.filter(({ part }) => part !== 'reserve').length;
  if (cases < leastCases) {
    process.stderr.write(`${cases} cases are few: only a clearly better candidate can pass; to show that one is no worse by more than ${margin}, at least ${leastCases} are needed\n`);
  }
  return { created, cases: suite.cases.length, leastCases };
}
