import { Option } from 'commander';
import { getAgent } from '../../adapters/store/agents.ts';
import { countCorrections, type CorrectionCounts } from '../../adapters/store/corrections.ts';
import { readStats, type Stats } from '../../adapters/store/stats.ts';
import { languages, reasonName, type Language } from '../../core/signals/reason-text.ts';
import { percent } from '../../core/figures/figure-text.ts';
import { agentCommand, answerForAgent, type CommonOptions } from '../command.ts';
import { judgeFigures, judgeLine, type JudgeFigures } from '../judge-figures.ts';

/** The `stats` command: figures of an agent's interactions, of the improvements that they set off, and of what judged them. */
export const statsCommand = () =>
  agentCommand('stats', 'interactions, ratings, the improvements that they set off, and how far the judge is to be trusted')
    .addOption(new Option('--lang <language>', 'language of reasons and details').choices(languages).default('en'))
    .action((options: CommonOptions & { lang: Language }) =>
      answerForAgent(options, async (session, agent) => {
        const { annotate, collect, trigger } = (await getAgent(session.pool, agent)).config;
        const window = { window: trigger.window, threshold: trigger.improvement_threshold };
        const stats = await readStats(session.pool, { agent, lowRating: collect.low_rating, ...window, language: options.lang });
        const judges = await judgeFigures(session.pool, agent, annotate, new Date());
        const corrections = await countCorrections(session.pool, { agent });
        return { data: { ...stats, corrections, judges }, text: [describe(stats, options.lang), ...describeTrust(corrections, judges)].join('\n') };
      }),
    );

function describe(stats: Stats, language: Language): string {
  return [
    `interactions     ${stats.total_interactions}`,
    `average rating   ${stats.avg_rating ?? '-'}`,
    `low rated        ${stats.low_rated}`,
    `improvements     ${stats.improvements_triggered}`,
    ...stats.improvements.map(({ at, reason, detail, action }) => `  ${at.toISOString()}  ${reasonName(reason, language)}: ${detail}  ${action ?? 'waits for the next cycle'}`),
  ].join('\n');
}

function describeTrust({ verified, rejected, proposed, human }: CorrectionCounts, judges: readonly JudgeFigures[]): string[] {
  const decided = verified + rejected;
  return [
    ...(decided + proposed + human === 0 ? [] : [`corrections      ${verified} verified, ${rejected} rejected${decided > 0 ? ` (${percent(rejected / decided)})` : ''}, ${proposed} wait for people, ${human} accepted by people`]),
    ...judges.map((judge) => `judge            ${judgeLine(judge)}`),
  ];
}
