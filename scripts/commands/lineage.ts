import { candidateLineage } from '../../adapters/store/candidate-lineage.ts';
import { findAlias } from '../../adapters/store/releases.ts';
import { subjectLineage } from '../../adapters/store/subject-lineage.ts';
import { InputError } from '../../core/errors/input-error.ts';
import { interactionKeysOfId } from '../../core/interaction/key.ts';
import { candidateTree } from '../../core/lineage/candidate-tree.ts';
import { subjectTree } from '../../core/lineage/subject-tree.ts';
import { treeLines } from '../../core/lineage/tree.ts';
import { pseudonym } from '../../core/privacy/pseudonym.ts';
import { agentCommand, answer, answerForAgent, type CommonOptions } from '../command.ts';
import type { Session } from '../session.ts';

type LineageOptions = CommonOptions & { user?: string; interaction?: string };

/** The `lineage` command: down from a candidate, or up from a user or an interaction. */
export const lineageCommand = () =>
  agentCommand('lineage', 'what a candidate was made from, or what a user or an interaction went into')
    .argument('[candidate]', 'a candidate\'s id (default: the champion)')
    .option('--user <id>', 'up from a user: the id as the application logs it, or its pseudonym; of all agents')
    .option('--interaction <id>', 'up from one interaction')
    .action((id: string | undefined, options: LineageOptions) => {
      const asked = [id, options.user, options.interaction].filter((one) => one !== undefined);
      if (asked.length > 1) throw new InputError({ field: 'lineage', found: `${asked.length} of them`, expected: 'a candidate, --user or --interaction' });
      if (options.user !== undefined) return answer(options, (session) => ofUser(session, options.user!));
      return answerForAgent(options, (session, agent) => (options.interaction === undefined ? ofCandidate(session, agent, id) : ofInteraction(session, agent, options.interaction)));
    });

async function ofCandidate({ pool }: Session, agent: string, named: string | undefined) {
  const id = named ?? (await findAlias(pool, agent, 'champion'))?.candidateId;
  const { rows } = await pool.query('select 1 from candidates where id = $1 and agent = $2', [id, agent]);
  if (id === undefined || rows.length === 0) throw new InputError({ field: 'candidate', found: id?.slice(0, 80) ?? 'nothing', expected: `the id of a candidate of ${agent} (npx flywheel status)` });
  const data = await candidateLineage(pool, id);
  return { data, text: treeLines(candidateTree(data)).join('\n') };
}

async function ofUser(session: Session, raw: string) {
  const user = pseudonym('u', raw, await session.pseudonymKey());
  const data = await subjectLineage(session.pool, { user });
  return { data: { user, ...data }, text: treeLines(subjectTree(user, data)).join('\n') };
}

async function ofInteraction({ pool }: Session, agent: string, raw: string) {
  const { rows } = await pool.query<{ key: string }>('select key from interactions where agent = $1 and key = any($2) limit 1', [agent, interactionKeysOfId(raw)]);
  const key = rows[0]?.key;
  if (key === undefined) throw new InputError({ field: '--interaction', found: raw.slice(0, 80), expected: `the id of an interaction of ${agent}` });
  const data = await subjectLineage(pool, { agent, key });
  return { data: { interaction: key, ...data }, text: treeLines(subjectTree(key, data)).join('\n') };
}
