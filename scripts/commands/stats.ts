import { getAgent } from '../../adapters/store/agents.ts';
import { readStats, type Stats } from '../../adapters/store/stats.ts';
import { agentCommand, answerForAgent, type CommonOptions } from '../command.ts';

/** The `stats` command: figures of an agent's interactions and of the improvements that they set off. */
export const statsCommand = () =>
  agentCommand('stats', 'interactions, ratings, and the improvements that they set off').action((options: CommonOptions) =>
    answerForAgent(options, async (session, agent) => {
      const { collect, trigger } = (await getAgent(session.pool, agent)).config;
      const stats = await readStats(session.pool, { agent, lowRating: collect.low_rating, window: trigger.window, threshold: trigger.improvement_threshold });
      return { data: stats, text: describe(stats) };
    }),
  );

function describe(stats: Stats): string {
  return [
    `interactions     ${stats.total_interactions}`,
    `average rating   ${stats.avg_rating ?? '-'}`,
    `low rated        ${stats.low_rated}`,
    `improvements     ${stats.improvements_triggered}`,
    ...stats.improvements.map(({ at, detail, action }) => `  ${at.toISOString()}  ${detail}  ${action ?? 'waits for the next cycle'}`),
  ].join('\n');
}
