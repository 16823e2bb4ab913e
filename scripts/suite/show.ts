import { getAgent } from '../../adapters/store/agents.ts';
import { countLooks, enterOpening } from '../../adapters/store/suite-looks.ts';
import { currentSuite, findSuite, suiteCases } from '../../adapters/store/suites.ts';
import { InputError } from '../../core/errors/input-error.ts';
import { sliceNames } from '../../core/evaluation/case-record.ts';
import { lastUserText } from '../../core/interaction/message.ts';
import type { StoredCase } from '../../core/suite/stored.ts';
import { wearOf } from '../../core/suite/wear.ts';
import { actingUser } from '../acting-user.ts';
import { agentCommand, answerForAgent, type CommonOptions } from '../command.ts';
import type { Session } from '../session.ts';

type ShowOptions = CommonOptions & { sealed?: true; why?: string; by: string };
const widestText = 100;

/** `suite show`: the cases of a suite. Those of the sealed part only where somebody opens the seal, which is counted. */
export const suiteShow = () =>
  agentCommand('show', 'the cases of a suite; sealed and reserve ones without their texts')
    .argument('[id]', 'of a suite (default: the one that gates)')
    .option('--sealed', 'open the seal: show all texts. It is counted and told wherever the suite is named')
    .option('--why <reason>', 'why the seal is opened')
    .option('--by <name>', 'who opens it', actingUser())
    .action((id: string | undefined, options: ShowOptions) =>
      answerForAgent(options, async (session, agent) => {
        const { pool } = session;
        const suite = id === undefined ? await currentSuite(pool, agent) : await ofAgent(session, agent, id);
        if (!suite) throw new InputError({ field: 'suite', found: 'none', expected: 'a suite (npx flywheel suite import FILE)' });
        const why = options.why?.trim() ?? '';
        if (options.sealed === true && why === '') throw new InputError({ field: '--why', found: 'nothing', expected: 'the reason for opening the seal' });
        if (options.sealed === true) await enterOpening(pool, { agent, suiteId: suite.id, by: options.by, why });
        const { looks, opened } = await countLooks(pool, suite.id);
        const wear = wearOf(looks, (await getAgent(pool, agent)).config.suite.max_looks);
        const cases = (await suiteCases(pool, suite.id)).map((one) => shown(one, options.sealed === true));
        const lines = cases.map(({ case_id: caseId, part, hard, slices, question, expected }) =>
          [caseId, part, ...(hard ? ['hard'] : []), slices.join(' '), question === null ? '' : `${cut(question)} -> ${cut(expected ?? '')}`].filter((part) => part !== '').join('  '),
        );
        const head = `${suite.id}, version ${suite.version} (${suite.name}): ${suite.cases} cases, ${wear.sentence}${opened > 0 ? `, seal opened ${opened} ${opened === 1 ? 'time' : 'times'}` : ''}`;
        return { data: { suite: suite.id, version: suite.version, name: suite.name, wear, opened, cases }, text: [head, ...lines].join('\n') };
      }),
    );

async function ofAgent({ pool }: Session, agent: string, id: string) {
  const found = await findSuite(pool, id);
  if (found?.agent !== agent) throw new InputError({ field: 'suite', found: id.slice(0, 80), expected: `the id of a suite of ${agent} (npx flywheel suite list)` });
  return found;
}

function shown({ caseId, part, kind, hard, intent, grader, slices, messages, expected }: StoredCase, all: boolean) {
  const hidden = part !== 'open' && !all;
  return {
    case_id: caseId, part, kind, hard, grader,
    slices: hidden ? [] : sliceNames({ intent, kind, slices }),
    question: hidden ? null : lastUserText(messages),
    expected: hidden ? null : expected,
  };
}

const cut = (text: string): string => (text.length > widestText ? `${text.slice(0, widestText)}…` : text).replaceAll('\n', ' ');
