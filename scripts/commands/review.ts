import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { parseLabelFile } from '../../adapters/files/parse-label-file.ts';
import { writeAtomically } from '../../adapters/files/write-atomically.ts';
import { getAgent } from '../../adapters/store/agents.ts';
import { storeHumanLabels } from '../../adapters/store/human-labels.ts';
import { chooseForReview, openFlags } from '../../adapters/store/review.ts';
import { describeFault } from '../../core/errors/input-error.ts';
import { reviewCsv, reviewJsonLines } from '../../core/review/review-lines.ts';
import { rubricNames, type RubricName } from '../../core/review/rubrics.ts';
import { agentCommand, answerForAgent, writeAnswer, type CommonOptions } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { describeJudge, judgeFigures } from '../judge-figures.ts';
import { checkResultFile } from '../result-file.ts';
import { chooseAgent, withSession } from '../session.ts';

/** Bad lines shown one by one; the count tells the rest. */
const shownFaults = 20;

/** The `review` commands: what people look at, what they said, and what that says of the judge. */
export const reviewCommand = () =>
  new Command('review')
    .summary('human labels out and in; how far the judge agrees with people')
    .description('What people look at, what they said, and what that says of the judge.')
    .addCommand(exportCommand())
    .addCommand(importCommand())
    .addCommand(showCommand());

type ExportOptions = CommonOptions & { csv?: true; rubric: RubricName; random: number; disputed: number; seed: number };

const exportCommand = () =>
  agentCommand('export', 'interactions for people to label: a random part and a disputed one, nothing of what a judge said')
    .addOption(new Option('--rubric <name>', 'what is labelled').choices(rubricNames).default('verdict'))
    .option('--random <n>', 'how many that chance chooses: only these speak for all traffic', count, 100)
    .option('--disputed <n>', 'how many that something speaks against', count, 50)
    .option('--seed <n>', 'of the random part', count, 1)
    .option('--csv', 'as a table instead of JSON lines; also where the name of --out ends in .csv')
    .action(async ({ out, ...options }: ExportOptions) => {
      if (out !== undefined) await checkResultFile(out);
      await withSession(options.dir, async (session) => {
        const agent = await chooseAgent(session, options.agent);
        const { error_types } = (await getAgent(session.pool, agent)).config.annotate;
        const { items, ...counts } = await chooseForReview(session.pool, agent, options);
        const lines = (options.csv === true || out?.endsWith('.csv') === true ? reviewCsv : reviewJsonLines)(items, error_types);
        const text = items.length === 0 ? 'nothing to label: nothing was judged at random or flagged that has no label yet' : `${items.length} to label: ${counts.random} by chance, ${counts.disputed} disputed`;
        if (out === undefined) {
          process.stderr.write(`${text}\n`);
          return pipeline(Readable.from(lines), process.stdout, { end: false });
        }
        await writeAtomically(out, lines);
        return writeAnswer(options, { data: { agent, rubric: options.rubric, file: out, rows: items.length, ...counts }, text });
      });
    });

const importCommand = () =>
  agentCommand('import', 'labels of people; the same file again changes nothing, a later label replaces an earlier one')
    .argument('<file>', 'CSV or JSON lines with interaction_id, rubric, label, annotator, at; rows without a label are left for later')
    .option('--strict', 'exit with 2 where any line is bad; the good ones are stored all the same')
    .action((file: string, options: CommonOptions & { strict?: true }) =>
      answerForAgent(options, async ({ pool }, agent) => {
        const { config } = await getAgent(pool, agent);
        const { labels, unlabelled, faults } = await parseLabelFile(file, config.annotate.error_types);
        const { unknown, ...stored } = await storeHumanLabels(pool, agent, labels.map(({ label }) => label));
        const all = [
          ...faults,
          ...unknown.map((place) => ({ source: file, line: labels[place]!.line, field: 'interaction_id', found: JSON.stringify(labels[place]!.label.interactionKey.slice(0, 40)), expected: `an interaction of ${agent}` })),
        ].toSorted((one, other) => (one.line ?? 0) - (other.line ?? 0));
        for (const fault of all.slice(0, shownFaults)) process.stderr.write(`${describeFault(fault)}\n`);
        if (all.length > 0) process.stderr.write(`${all.length} bad ${all.length === 1 ? 'line was' : 'lines were'} left out\n`);
        const accepted = labels.length - unknown.length;
        const failed = (accepted === 0 && (all.length > 0 || unlabelled === 0)) || (options.strict === true && all.length > 0);
        const text = `${accepted} labels: ${stored.added} new, ${stored.changed} changed, ${stored.repeated} known already${unlabelled > 0 ? `; ${unlabelled} rows without a label yet` : ''}`;
        return { data: { agent, accepted, ...stored, unlabelled, bad: all.length, faults: all.slice(0, shownFaults) }, text, ...(failed && { exitCode: exitCodes.usage }) };
      }),
    );

const showCommand = () =>
  agentCommand('show', 'each judge by people\'s labels: kappa, recall, unreadable answers, the rate of bad replies; and what is worth a label').action((options: CommonOptions) =>
    answerForAgent(options, async ({ pool }, agent) => {
      const { config } = await getAgent(pool, agent);
      const judges = await judgeFigures(pool, agent, config.annotate, new Date());
      const waiting = await openFlags(pool, agent);
      const lines = [
        ...(judges.length === 0 ? ['nothing was judged yet'] : judges.flatMap(describeJudge)),
        ...waiting.map(({ rubric, reason, count }) => `worth a label: ${count} ${rubric} (${reason.replaceAll('_', ' ')})`),
      ];
      return { data: { agent, judges, waiting }, text: lines.join('\n') };
    }),
  );

function count(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('A whole number from 0 on is expected.');
  return Number(text);
}
