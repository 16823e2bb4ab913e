import { Option } from 'commander';
import { getAgent } from '../../adapters/store/agents.ts';
import { readStats, type Stats } from '../../adapters/store/stats.ts';
import { languages, reasonName, type Language } from '../../core/signals/reason-text.ts';
import { agentCommand, answerForAgent, type CommonOptions } from '../command.ts';

/** The `stats` command: figures of an agent's interactions and of the improvements that they set off. */
export const statsCommand = () =>
  agentCommand('stats', 'interactions, ratings, and the improvements that they set off')
    .addOption(new Option('--lang <language>', 'language of reasons and details').choices(languages).default('en'))
    .action((options: CommonOptions & { lang: Language }) =>
      answerForAgent(options, async (session, agent) => {
        const { collect, trigger } = (await getAgent(session.pool, agent)).config;
        const window = { window: trigger.window, threshold: trigger.improvement_threshold };
        const stats = await readStats(session.pool, { agent, lowRating: collect.low_rating, ...window, language: options.lang });
        return { data: stats, text: describe(stats, options.lang) };
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
