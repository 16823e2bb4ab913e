import { getAgent } from '../adapters/store/agents.ts';
import { addToStage, getCycle } from '../adapters/store/cycles.ts';
import type { Pool } from '../adapters/store/database.ts';
import { untrainedCorrections } from '../adapters/store/suite-sources.ts';
import { findSuite, growthIn, storeSuite, suiteCases, type Growth } from '../adapters/store/suites.ts';
import { trainedLike } from '../adapters/store/training-questions.ts';
import { lastUserText } from '../core/interaction/message.ts';
import { createRedactor } from '../core/privacy/redact-text.ts';
import { gradedLike } from '../core/suite/correction-case.ts';
import { caseOfSource } from '../core/suite/source-cases.ts';
import { freezeSuite } from '../core/suite/stored.ts';
import { undisputed } from '../core/suite/undisputed.ts';
import { withRegressions } from '../core/suite/with-regressions.ts';
import type { Dependencies } from './dependencies.ts';

export function growSuiteActivities({ pool }: Dependencies) {
  return {
    /**
     * The confirmed bad cases that the splits keep from training become cases of the next version of the suite, each once. It
     * gates from the next cycle on: in this one the champion that failed them is still the one that is compared with.
     */
    async growSuite(cycleId: string, suiteId: string): Promise<Growth> {
      const grown = (await growthIn(pool, cycleId)) ?? (await grow(pool, cycleId, suiteId));
      if (grown.added + grown.dropped > 0) await addToStage(pool, cycleId, 'release', { regressionsAdded: grown.added, regressionsDropped: grown.dropped });
      return grown;
    },
  };
}

const none: Growth = { added: 0, dropped: 0 };

async function grow(pool: Pool, cycleId: string, suiteId: string): Promise<Growth> {
  const { agent, agent_version: version } = await getCycle(pool, cycleId);
  const { suite: settings, analyze } = (await getAgent(pool, agent, version)).config;
  const suite = await findSuite(pool, suiteId);
  if (settings.regression_share === 0 || !suite) return none;
  const sources = undisputed(await untrainedCorrections(pool, agent));
  const shares = { sealed: settings.sealed_share, reserve: settings.reserve_share };
  const before = await suiteCases(pool, suiteId);
  const graded = gradedLike(before);
  const cases = sources.map((row) => graded(caseOfSource(row, 'regression')));
  const frozen = freezeSuite(agent, cases, { shares, redactor: createRedactor(analyze.redact) });
  const happened = new Map(sources.map(({ at }, place) => [cases[place]!.id, at]));
  const known = new Set(before.map(({ caseId }) => caseId));
  const trained = frozen.cases.every(({ caseId }) => known.has(caseId)) ? () => false : await trainedLike(pool, agent);
  const found = frozen.cases.filter(({ caseId, messages }) => known.has(caseId) || !trained(lastUserText(messages))).map((one) => ({ case: one, at: happened.get(one.caseId)! }));
  const { added, dropped, ...next } = withRegressions(agent, before, found, settings.max_regressions);
  if (added + dropped === 0) return none;
  await storeSuite(pool, { ...next, agent, name: suite.name, family: suite.family, origin: 'regressions', onlyAfter: suiteId, grown: { cycleId, added, dropped } });
  // Of two attempts at once one stores it, and both say what it holds.
  return (await growthIn(pool, cycleId)) ?? none;
}
