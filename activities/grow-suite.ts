import { getAgent } from '../adapters/store/agents.ts';
import { getCycle } from '../adapters/store/cycles.ts';
import { untrainedCorrections } from '../adapters/store/suite-sources.ts';
import { findSuite, storeSuite, suiteCases } from '../adapters/store/suites.ts';
import { createRedactor } from '../core/privacy/redact-text.ts';
import { withCases } from '../core/suite/next-version.ts';
import { caseOfSource } from '../core/suite/source-cases.ts';
import { freezeSuite } from '../core/suite/stored.ts';
import type { Dependencies } from './dependencies.ts';

export function growSuiteActivities({ pool }: Dependencies) {
  return {
    /**
     * Every confirmed bad case that never trained becomes a case of the next version of the suite, once. It gates from the
     * next cycle on: in this one the champion that failed it is still the one that is compared with.
     */
    async growSuite(cycleId: string, suiteId: string): Promise<{ added: number }> {
      const { agent, agent_version: version } = await getCycle(pool, cycleId);
      const { config } = await getAgent(pool, agent, version);
      const suite = await findSuite(pool, suiteId);
      if (!config.suite.regressions || !suite) return { added: 0 };
      const found = (await untrainedCorrections(pool, agent)).map((row) => caseOfSource(row, 'regression'));
      if (found.length === 0) return { added: 0 };
      const { sealed_share: sealed, reserve_share: reserve } = config.suite;
      const frozen = freezeSuite(agent, found, { shares: { sealed, reserve }, redactor: createRedactor(config.analyze.redact) });
      const { added, ...next } = withCases(agent, await suiteCases(pool, suiteId), frozen.cases);
      if (added === 0) return { added };
      const { created } = await storeSuite(pool, { ...next, agent, name: suite.name, family: suite.family, origin: 'regressions', onlyAfter: suiteId });
      return { added: created ? added : 0 };
    },
  };
}
