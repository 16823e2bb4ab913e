import { drawProductionSample } from '../../adapters/store/production-sample.ts';
import { currentSuite, suiteCases } from '../../adapters/store/suites.ts';
import { InputError } from '../../core/errors/input-error.ts';
import { withCases } from '../../core/suite/next-version.ts';
import { freezeSuite } from '../../core/suite/stored.ts';
import { agentCommand, answerForAgent, type CommonOptions } from '../command.ts';
import { wholeNumber } from '../whole-number.ts';
import { freezeOptions, keepSuite } from './freeze.ts';

type SampleOptions = CommonOptions & { n: number; seed: number; name?: string; alone?: true };

/** `suite from-interactions`: a stratified sample of production joins the suite. */
export const suiteFromInteractions = () =>
  agentCommand('from-interactions', 'draw cases from production, each intent by its share, and add them to the suite')
    .requiredOption('--n <cases>', 'how many cases the sample shall have', wholeNumber(1))
    .option('--seed <n>', 'the same seed and interactions give the same cases', wholeNumber(0), 1)
    .option('--alone', 'a suite of these cases alone, instead of the next version of the one that gates')
    .option('--name <name>', 'what people call a suite of its own (default: production sample)')
    .action((options: SampleOptions) =>
      answerForAgent(options, async (session, agent) => {
        const freezing = await freezeOptions(session, agent);
        const sample = await drawProductionSample(session.pool, agent, { size: options.n, seed: options.seed, minConfidence: freezing.minConfidence });
        if (sample.cases.length === 0) throw new InputError({ field: 'interactions', found: describeFound(sample), expected: 'exchanges with a confident verdict or a rating of 4 or 5, of users that nothing trains on' });
        const fresh = freezeSuite(agent, sample.cases, freezing).cases;
        const before = options.alone === true ? undefined : await currentSuite(session.pool, agent);
        const { added, ...suite } = withCases(agent, before ? await suiteCases(session.pool, before.id) : [], fresh);
        const kept = await keepSuite(session, { ...suite, agent, name: before?.name ?? options.name ?? 'production sample', origin: 'interactions', ...(before && { family: before.family }) });
        return {
          data: { agent, suite: suite.id, ...kept, added, found: sample.found, training: sample.training, known: sample.known },
          text: `suite ${suite.id}: ${kept.cases} cases, ${added} of them drawn now (${describeFound(sample)})`,
        };
      }),
    );

const describeFound = ({ found, training, known }: { found: number; training: number; known: number }): string =>
  `${found} with a reply believed to be right, ${training} left out because their user, session or question trains, ${known} asked already`;
