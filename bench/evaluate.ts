import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { evaluatedAgent, evaluationBundle } from '../test/support/evaluation-scene.ts';
import { startStackScene } from '../test/support/stack-scene.ts';
import { startWorkerProcess } from '../test/support/worker-process.ts';

/**
 * How fast an evaluation is: 5,000 cases x 2 models against a provider that answers at once and one that takes 200 ms, on a
 * real Temporal and Postgres, with one worker process of which memory and processor time are measured. Beside it the
 * time that concurrency alone would allow.
 *
 *     node bench/evaluate.ts [--cases 5000] [--latencies 0,200] [--concurrency 64]
 */
const options = new Command('evaluate')
  .option('--cases <n>', 'cases of the suite', '5000')
  .option('--latencies <list>', 'of the provider, milliseconds', '0,200')
  .option('--concurrency <n>', 'evaluate.concurrency, the calls at the same time in one activity', '64')
  .parse()
  .opts<{ cases: string; latencies: string; concurrency: string }>();
const [cases, concurrency] = [Number(options.cases), Number(options.concurrency)];
/** Of `workflows/lanes.ts`: activities at the same time. */
const lanes = 2;

const bundle = await evaluationBundle();
const scene = await startStackScene();
const rows: string[] = [];
try {
  for (const latencyMs of options.latencies.split(',').map(Number)) {
    const provider = await startProvider(latencyMs);
    const worker = await startWorkerProcess({ ...scene.stack.env, OPENAI_BASE_URL: provider.url, OPENAI_API_KEY: 'none', FLYWHEEL_WORKFLOW_BUNDLE: bundle.file });
    const { pool, client, taskQueue } = scene;
    const { suite, candidate, evaluate } = await evaluatedAgent({ pool, client, taskQueue }, { evaluate: { batch_size: 1_000, concurrency }, gate: { slices: { 'intent:*': { role: 'exploratory' } } } });
    await suite(Array.from({ length: cases }, (_, index) => ({ question: `how do I change the address of order number ${index}?` })));
    const id = await candidate('candidate');
    const run = await evaluate([id]);
    await run.result();
    const times = await stageTimes(run.cycleId);
    const answers = 2 * cases;
    const limit = (answers * latencyMs) / 1_000 / (concurrency * lanes);
    const { peakMb, cpuS } = usageOf(worker.pid);
    rows.push(
      `| ${latencyMs} ms | ${answers} | ${times.askS.toFixed(1)} s | ${(answers / times.askS).toFixed(0)} | ${limit > 0 ? `${limit.toFixed(1)} s (${((100 * limit) / times.askS).toFixed(0)} %)` : '-'} | ${(((times.askS - limit) * 1_000) / answers).toFixed(2)} ms | ${((cpuS * 1_000) / answers).toFixed(2)} ms | ${times.restS.toFixed(1)} s | ${peakMb.toFixed(0)} MB |`,
    );
    process.stderr.write(`${rows.at(-1)}\n`);
    await worker.stop();
    provider.stop();
  }
} finally {
  await scene.close();
  await bundle.remove();
}
process.stdout.write(
  ['| provider | answers | asking | answers/s | limit of concurrency | overhead an answer | processor an answer | sums and gate | peak memory |', '|---|---:|---:|---:|---:|---:|---:|---:|---:|', ...rows, ''].join('\n'),
);

/** From the first batch to the last, and what came after it. */
async function stageTimes(workflowId: string): Promise<{ askS: number; restS: number }> {
  const { events } = await scene.client.workflow.getHandle(workflowId).fetchHistory();
  const at = (time: { seconds?: unknown; nanos?: number | null } | null | undefined): number => Number(time?.seconds ?? 0) + (time?.nanos ?? 0) / 1e9;
  const names = new Map(events?.map((event) => [String(event.eventId), event.activityTaskScheduledEventAttributes?.activityType?.name]));
  const batches = (events ?? []).filter((event) => names.get(String(event.eventId)) === 'evaluateBatch');
  const done = (events ?? []).filter(({ activityTaskCompletedEventAttributes: one }) => one && names.get(String(one.scheduledEventId)) === 'evaluateBatch');
  const [from, to] = [Math.min(...batches.map((event) => at(event.eventTime))), Math.max(...done.map((event) => at(event.eventTime)))];
  return { askS: to - from, restS: at(events?.at(-1)?.eventTime) - to };
}

/** Peak memory and processor time of a process that still runs. */
function usageOf(pid: number): { peakMb: number; cpuS: number } {
  const peakKb = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  const [user = 0, system = 0] = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ').slice(11, 13).map(Number);
  return { peakMb: peakKb / 1_024, cpuS: (user + system) / 100 };
}

/** In a process of its own, so that its work is not the worker's. */
async function startProvider(latencyMs: number): Promise<{ url: string; stop: () => void }> {
  const module = fileURLToPath(new URL('../test/support/scripted-provider.ts', import.meta.url));
  const program = `import { startScriptedProvider } from ${JSON.stringify(module)}; const { url, asked } = await startScriptedProvider(() => ({ text: 'right' }), { latencyMs: ${latencyMs} }); setInterval(() => asked.splice(0), 1000); console.log(url);`;
  const child: ChildProcess = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout!.setEncoding('utf8').once('data', (text: string) => resolve(text.trim()));
    child.once('exit', () => reject(new Error('the provider did not start')));
  });
  return { url, stop: () => void child.kill() };
}
