import { getAgent } from '../../adapters/store/agents.ts';
import { countLooks } from '../../adapters/store/suite-looks.ts';
import { countCases, listSuites } from '../../adapters/store/suites.ts';
import { wearOf } from '../../core/suite/wear.ts';
import { agentCommand, answerForAgent, type CommonOptions } from '../command.ts';
import { partsText } from './parts-text.ts';

/** `suite list`: every version, the one that gates first, with what it holds and how worn it is. */
export const suiteList = () =>
  agentCommand('list', 'every version, newest first; the first one gates').action((options: CommonOptions) =>
    answerForAgent(options, async ({ pool }, agent) => {
      const { suite } = (await getAgent(pool, agent)).config;
      const versions = await Promise.all(
        (await listSuites(pool, agent)).map(async (version, place) => {
          const [counts, { looks, opened }] = await Promise.all([countCases(pool, version.id), countLooks(pool, version.id)]);
          return { ...version, gates: place === 0, parts: partsText(counts), opened, wear: wearOf(looks, suite.max_looks) };
        }),
      );
      const lines = versions.map(
        ({ id, version, name, cases, parts, wear, opened, origin, added, dropped }) =>
          `${id}  version ${version}, ${origin}${added + dropped > 0 ? ` (+${added}, -${dropped})` : ''}  ${name}: ${cases} cases (${parts})  ${wear.sentence}${opened > 0 ? `; opened ${opened} ${opened === 1 ? 'time' : 'times'}` : ''}`,
      );
      return { data: versions, text: lines.join('\n') || 'no suite yet: npx flywheel suite import FILE' };
    }),
  );
