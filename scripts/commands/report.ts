import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Option } from 'commander';
import { codeVersion } from '../../adapters/files/code-version.ts';
import { writeAtomically } from '../../adapters/files/write-atomically.ts';
import { findCycle, latestCycle } from '../../adapters/store/cycles.ts';
import { reportInput } from '../../adapters/store/report-input.ts';
import { findReport } from '../../adapters/store/reports.ts';
import { InputError } from '../../core/errors/input-error.ts';
import { releaseReport } from '../../core/report/release-report.ts';
import type { ReleaseReportInput } from '../../core/report/release-input.ts';
import { compareReport } from '../../core/report/release/compare.ts';
import { languages, type Language } from '../../core/signals/reason-text.ts';
import { agentCommand, type CommonOptions } from '../command.ts';
import { checkResultFile } from '../result-file.ts';
import { chooseAgent, withSession, type Session } from '../session.ts';

type Options = CommonOptions & { lang?: Language; open?: true; stored?: true; cases?: string; compare?: string };

/** The `report` command: a cycle as one page, or two side by side. */
export const reportCommand = () =>
  agentCommand('report', 'the page of a cycle: verdict, evidence, what got better and worse; one HTML file')
    .argument('[cycle]', 'a cycle\'s id (default: the latest); with --compare the first of two')
    .addOption(new Option('--lang <language>', 'its language (default: report.lang of the agent\'s file)').choices(languages))
    .option('--open', 'open it in the browser')
    .option('--stored', 'the page as it was stored at the verdict, byte for byte: what a decision names as its evidence')
    .option('--cases <file>', 'write the lost and gained cases in full, too, as JSON lines')
    .option('--compare <cycle>', 'another cycle to set beside it')
    .action(async (cycle: string | undefined, options: Options) => {
      for (const file of [options.out, options.cases]) if (file !== undefined) await checkResultFile(file);
      await withSession(options.dir, async (session) => {
        const agent = await chooseAgent(session, options.agent);
        const id = await chooseCycle(session, agent, cycle);
        const input = await inputOf(session, id, options);
        if (options.cases !== undefined) await writeAtomically(options.cases, casesOf(input));
        if (options.json === true || options.out?.endsWith('.json') === true) {
          const json = `${JSON.stringify(input, null, 2)}\n`;
          return options.out === undefined ? void process.stdout.write(json) : writeAtomically(options.out, json);
        }
        const file = options.out ?? (await usualPlace(options.dir, id));
        await writeAtomically(file, await pageOf(session, agent, input, options));
        process.stdout.write(`${file}\n`);
        if (options.open) open(file);
      });
    });

async function chooseCycle(session: Session, agent: string, named: string | undefined): Promise<string> {
  const found = named === undefined ? await latestCycle(session.pool, agent) : await findCycle(session.pool, named);
  if (found?.agent === agent) return found.id;
  throw new InputError({ field: 'cycle', found: named ?? 'no cycle', expected: `the id of a cycle of ${agent} (npx flywheel status)` });
}

const inputOf = async ({ pool }: Session, id: string, { lang }: Options): Promise<ReleaseReportInput> => reportInput(pool, id, { language: lang, now: new Date(), code: await codeVersion() });

async function pageOf(session: Session, agent: string, input: ReleaseReportInput, options: Options): Promise<string> {
  if (options.compare !== undefined) return compareReport(input, await inputOf(session, await chooseCycle(session, agent, options.compare), options));
  if (!options.stored) return releaseReport(input);
  const stored = await findReport(session.pool, input.cycle.id);
  if (!stored) throw new InputError({ field: '--stored', found: 'a cycle that left no page', expected: 'one that has ended' });
  return stored.html;
}

/** Every case whose replies are kept, worst kind first. */
function* casesOf({ evaluation }: ReleaseReportInput): Generator<string> {
  for (const change of ['lost', 'gained'] as const) for (const one of evaluation?.[change] ?? []) yield `${JSON.stringify({ change, ...one })}\n`;
}

/** Beside the data of the embedded stack; ids of cycles hold characters that file names do not. */
async function usualPlace(dir: string, cycleId: string): Promise<string> {
  const folder = join(dir, 'reports');
  await mkdir(folder, { recursive: true });
  return join(folder, `${cycleId.replaceAll(/[^\w.-]+/g, '_')}.html`);
}

const openers: Partial<Record<NodeJS.Platform, readonly string[]>> = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] };

/** Left to itself: a machine without a screen has no browser, and the file is there all the same. */
function open(file: string): void {
  const [program = 'xdg-open', ...args] = openers[process.platform] ?? ['xdg-open'];
  spawn(program, [...args, file], { detached: true, stdio: 'ignore' })
    .on('error', () => process.stderr.write(`no program to open it with: ${program}\n`))
    .unref();
}
