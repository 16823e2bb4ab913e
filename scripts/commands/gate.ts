import { Command } from 'commander';
import { decide } from '../../core/gate/decide.ts';
import { gatePolicySchema } from '../../core/gate/policy.ts';
import { writeAnswer } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { readEvidence } from '../gate/read-evidence.ts';
import { verdictText } from '../gate/verdict-text.ts';
import { checkResultFile } from '../result-file.ts';
import { sectionOfFile } from '../section-file.ts';

type Options = { baseline: string; candidate: string; anchor?: string; policy?: string; secondLook?: true; json?: true; out?: string; dir: string };

const exits = { promote: exitCodes.done, reject: exitCodes.no, inconclusive: exitCodes.undecided } as const;

/** The `gate` command: the release decision on two result files, no server needed. */
export const gateCommand = () =>
  new Command('gate')
    .summary('the release decision on two result files, no server needed')
    .description('Decides from the results of two candidates on the same cases whether the new one may replace the old one. Exit code 0: promote; 1: reject; 3: inconclusive; 2: files or policy that cannot be used.')
    .requiredOption('--baseline <file>', 'results of what serves now: JSON lines {case_id, pass | score, slices?, group?, latency_ms?, cost_usd?, hard?, repeat?, input?, reply?}')
    .requiredOption('--candidate <file>', 'results of the candidate on the same cases')
    .option('--anchor <file>', 'results of the best recent release, too: small losses must not creep in')
    .option('--policy <file>', 'the gate section of a flywheel.yaml; the defaults without')
    .option('--second-look', 'these are all cases that an inconclusive first look asked for: no further ones are planned')
    .option('--json', 'print the verdict for machines, and nothing else on stdout')
    .option('--out <file>', 'write it to a file instead; as JSON where its name ends in .json')
    .action(async (options: Options) => {
      if (options.out !== undefined) await checkResultFile(options.out);
      const policy = await sectionOfFile(options.policy, 'gate', gatePolicySchema);
      const { evidence, unused } = await readEvidence(options);
      for (const { source, fields } of unused) process.stderr.write(`${source}: nothing uses ${fields.join(', ')}\n`);
      const verdict = decide({ ...evidence, extended: options.secondLook === true }, policy);
      await writeAnswer(options, { data: verdict, text: verdictText(verdict), exitCode: exits[verdict.verdict] });
    });
