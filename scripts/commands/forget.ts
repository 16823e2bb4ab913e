import { blockUser } from '../../adapters/store/blocked.ts';
import { inTransaction } from '../../adapters/store/database.ts';
import { eraseRows } from '../../adapters/store/erase-rows.ts';
import { agentsOfUser, erasureTrainings, getErasure, openErasure } from '../../adapters/store/erasures.ts';
import { leasesOf } from '../../adapters/store/leases.ts';
import { outOfReach, type OutOfReach } from '../../adapters/store/out-of-reach.ts';
import { runErasure } from '../../adapters/temporal/erasures.ts';
import { isPseudonym, pseudonym } from '../../core/privacy/pseudonym.ts';
import { replaceIds } from '../../core/privacy/own-ids.ts';
import { answer, decisionOptions, flywheelCommand, type CommonOptions } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { noWorkerYet, withReminder } from '../progress.ts';
import type { Session } from '../session.ts';

type ForgetOptions = CommonOptions & { user: string; why: string; by: string; dryRun?: true; block?: true };

/** The `forget` command: 0 all of it is gone, 3 files at a trainer are still to be removed. */
export const forgetCommand = () =>
  decisionOptions(flywheelCommand('forget', 'erase a user: rows, training files, caches; mark what learned from them'))
    .requiredOption('--user <id>', 'the id as the application logs it, or its pseudonym')
    .option('--dry-run', 'count what would go, and change nothing')
    .option('--block', 'refuse the user\'s rows from now on, too; only hashes are kept')
    .action((options: ForgetOptions) =>
      answer(options, async (session) => {
        const user = pseudonym('u', options.user, await session.pseudonymKey());
        // The reason stays for ever: it must not hold what is to be forgotten.
        const said = isPseudonym('u', options.user) ? (text: string) => text : replaceIds(new Map([[options.user, '[USER]']]));
        const request = { by: said(options.by), why: said(options.why) };
        return options.dryRun ? rehearse(session, user, request) : erase(session, user, request, options.block === true);
      }),
    );

type Request = { by: string; why: string };

async function erase(session: Session, user: string, request: Request, block: boolean) {
  const { pool } = session;
  const temporal = await session.temporal();
  if (block) await blockUser(pool, user);
  const { id } = await openErasure(pool, user, request);
  const cycles = await leasesOf(pool, await agentsOfUser(pool, user));
  if (cycles.length > 0) process.stderr.write(`waits for the verdict of ${cycles.map(({ cycleId }) => cycleId).join(', ')}; what was asked goes on without this command\n`);
  const end = await withReminder(runErasure(temporal, id, session.taskQueue), noWorkerYet);
  const [{ counts }, trainings, left] = [await getErasure(pool, id), await erasureTrainings(pool, id), await outOfReach(pool)];
  const open = trainings.filter(({ status }) => status !== 'removed').map(({ training_key: training, trainer, code }) => ({ training, trainer, code }));
  const data = { erasure: id, finished: end.finished, blocked: block, erased: counts, files: end.files, open, out_of_reach: left };
  const lines = [
    ...countLines(counts, 'nothing is stored of this user'),
    ...(end.files > 0 ? [`${end.files} training files removed`] : []),
    ...open.map(({ training, trainer, code }) => `files of training ${training.slice(0, 12)} at ${trainer} are still there (${code}): run this again when it answers`),
    ...reachLines(left),
  ];
  return { data, text: lines.join('\n'), ...(!end.finished && { exitCode: exitCodes.undecided }) };
}

/** The erasure itself, rolled back: the counts are exact. */
async function rehearse({ pool }: Session, user: string, request: Request) {
  const rehearsed = new Rehearsed();
  const counts = await inTransaction(pool, async (db) => {
    const { id } = await openErasure(db, user, request);
    rehearsed.counts = (await eraseRows(db, user, id)).counts;
    throw rehearsed;
  }).catch((error: unknown) => {
    if (error === rehearsed) return rehearsed.counts;
    throw error;
  });
  return { data: { dry_run: true, would_erase: counts }, text: countLines(counts, 'nothing is stored of this user').join('\n') };
}

/** Thrown to roll back. */
class Rehearsed extends Error {
  counts: Record<string, number> = {};
}

/** What stays, with a mark or without its texts. */
const marked = new Set(['datasets', 'candidates', 'trainings']);
const changed: Readonly<Record<string, string>> = { evaluations: 'without quotations', failures: 'without details', training_messages: 'emptied', remedies: 'without them', mentions: 'of names replaced', quotes: 'taken out of candidates' };

const countLines = (counts: Record<string, number>, nothing: string): string[] => {
  const all = Object.entries(counts).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return all.length === 0 ? [nothing] : all.map(([what, count]) => `${count} ${what.replaceAll('_', ' ')} ${marked.has(what) ? 'marked' : changed[what] ?? 'erased'}`);
};

const reachLines = ({ models, candidates, always }: OutOfReach): string[] => [
  ...models.map(({ model, trainer, serves }) => `out of reach, of this or an earlier erasure: the weights of ${model} at ${trainer}${serves === null ? '' : `, ${serves} of ${candidates.find((one) => one.model === model)?.agent}`}`),
  ...candidates.filter(({ waits }) => waits).map(({ id, agent }) => `${id} of ${agent} waits for approval and has learned from an erased user: reject it, npx flywheel retrain makes one without such rows`),
  ...candidates.filter(({ parts }) => parts > 0).map(({ id, parts }) => `${id} lost ${parts} parts that quoted the user: it answers otherwise than it was evaluated`),
  ...always.map((what) => `out of reach: ${what}`),
];
