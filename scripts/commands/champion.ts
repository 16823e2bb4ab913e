import { findChampion, resolve } from '../../adapters/store/champions.ts';
import { findAlias } from '../../adapters/store/releases.ts';
import { taintOf } from '../candidate-lines.ts';
import { agentCommand, answerForAgent, type CommonOptions } from '../command.ts';

/** The `champion` command: who serves now; `--json` is what an application reads. */
export const championCommand = () =>
  agentCommand('champion', 'who serves now, and who served before')
    .option('--session <id>', 'who answers in this session of the application')
    .action((options: CommonOptions & { session?: string }) =>
      answerForAgent(options, async (session, agent) => {
        const champion = await findChampion(session.pool, agent);
        const resolved = await resolve(session.pool, agent, options.session);
        const [now, previous] = await Promise.all([findAlias(session.pool, agent, 'champion'), findAlias(session.pool, agent, 'previous')]);
        const data = {
          agent, candidate: champion?.id, model: champion?.model, system_prompt: champion?.system_prompt, examples: champion?.examples, routing: champion?.routing ?? null,
          since: now?.since, alias: resolved?.alias, place: resolved?.place ?? null, previous: previous?.candidateId ?? null, tainted_at: champion?.tainted_at ?? null, erased_parts: champion?.erased_parts,
        };
        const taint = champion ? taintOf(champion) : '';
        return { data, text: `${champion?.id} (${champion?.model}) since ${now?.since.toISOString()}${previous ? `, before it ${previous.candidateId}` : ''}${taint && `; ${taint}`}` };
      }),
    );
