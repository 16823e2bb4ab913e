import { drawProductionSample } from '../../adapters/store/production-sample.ts';
import { currentSuite, suiteCases } from '../../adapters/store/suites.ts';
import { InputError } from '../../core/errors/input-error.ts';
import { rotated } from '../../core/suite/next-version.ts';
import { freezeSuite } from '../../core/suite/stored.ts';
import { agentCommand, answerForAgent, type CommonOptions } from '../command.ts';
import { wholeNumber } from '../whole-number.ts';
import { comparedCases, freezeOptions, keepSuite, leastCasesOf } from './freeze.ts';

type RotateOptions = CommonOptions & { n: number; seed: number };

/** `suite rotate`: a worn suite makes room for fresh cases. */
export const suiteRotate = () =>
  agentCommand('rotate', 'retire the open sample of a worn suite, open its sealed part, and draw fresh cases from production')
    .requiredOption('--n <cases>', 'how many fresh cases to draw', wholeNumber(1))
    .option('--seed <n>', 'the same seed and interactions give the same cases', wholeNumber(0), 1)
    .action((options: RotateOptions) =>
      answerForAgent(options, async (session, agent) => {
        const before = await currentSuite(session.pool, agent);
        if (!before) throw new InputError({ field: 'suite', found: 'none', expected: 'a suite (npx flywheel suite import FILE)' });
        const freezing = await freezeOptions(session, agent);
        const sample = await drawProductionSample(session.pool, agent, { size: options.n, seed: options.seed, minConfidence: freezing.minConfidence });
        if (sample.cases.length === 0) {
          throw new InputError({ field: 'interactions', found: `${sample.found} usable, ${sample.training} of users that train, ${sample.known} asked already`, expected: 'fresh cases: without them a rotation would only lose some' });
        }
        const fresh = freezeSuite(agent, sample.cases, freezing).cases;
        const worn = await suiteCases(session.pool, before.id);
        const { retired, opened, added, ...suite } = rotated(agent, worn, fresh);
        const { leastCases } = await leastCasesOf(session, agent);
        const [was, is] = [comparedCases(worn), comparedCases(suite.cases)];
        if (is < was && is < leastCases) {
          throw new InputError({ field: '--n', found: `${added} fresh cases and ${opened} sealed ones in the place of ${retired}: ${is} would be left`, expected: `at least ${leastCases} cases, below which nothing can be shown: collect more interactions first, or add cases (npx flywheel suite import FILE --add)` });
        }
        // A family of its own: its looks begin at nought.
        const kept = await keepSuite(session, { ...suite, agent, name: before.name, origin: 'rotation' });
        return {
          data: { agent, suite: suite.id, ...kept, retired, opened, added },
          text: `suite ${suite.id}: ${kept.cases} cases; ${retired} worn ones retired, ${opened} sealed ones opened, ${added} fresh ones added`,
        };
      }),
    );
