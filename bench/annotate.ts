import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { applyWithChampion } from '../adapters/store/champions.ts';
import { storeInteractions } from '../adapters/store/interactions.ts';
import { flywheelSchema } from '../core/config/flywheel.ts';
import { pause, startCycle } from '../test/support/crash-scene.ts';
import { startScriptedJudge } from '../test/support/scripted-judge.ts';
import { freeze } from '../test/support/served-agent.ts';
import { startStackScene } from '../test/support/stack-scene.ts';
import { startWorkerProcess } from '../test/support/worker-process.ts';

/**
 * How near annotating comes to the limit that its concurrency sets, with a provider that takes its time: real workers,
 * Temporal and Postgres, one worker and then two. In the same run, as a measure of the machine, a bare loop of as many calls
 * at once without anything around them. Calls of second judgements count as calls. Prints a Markdown table.
 *
 *     node bench/annotate.ts [--rows 600] [--concurrency 16] [--latency 500]
 */
const { values } = parseArgs({
  options: { rows: { type: 'string', default: '600' }, concurrency: { type: 'string', default: '16' }, latency: { type: 'string', default: '500' }, bare: { type: 'string' } },
});
const [rows, concurrency, latencyMs] = [Number(values.rows), Number(values.concurrency), Number(values.latency)];
const limit = (concurrency * 1_000) / latencyMs;

type Measured = { what: string; seconds: number; rate: number; calls: number; most: number };

/** In a process of its own, as a worker is. */
async function bareLoop(url: string): Promise<void> {
  const content = `<interaction>\n${JSON.stringify({ messages: [{ role: 'user', content: 'q' }], reply: 'r' })}\n</interaction>`;
  const body = JSON.stringify({ model: 'judge', messages: [{ role: 'user', content }], response_format: { json_schema: { schema: { type: 'object', properties: {} } } } });
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next++ < rows) await (await fetch(`${url}/chat/completions`, { method: 'POST', body })).json();
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
}

async function measure(): Promise<Measured[]> {
  const scene = await startStackScene();
  const judge = await startScriptedJudge(() => ({ afterMs: latencyMs }), { prompt: '0.000001', completion: '0.000002' });
  const measured: Measured[] = [];
  const note = (what: string, seconds: number, calls: number): void => void measured.push({ what, seconds, rate: calls / seconds, calls, most: judge.most() });
  try {
    const started = performance.now();
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url), ...process.argv.slice(2), '--bare', judge.url], { stdio: 'inherit' });
    await once(child, 'exit');
    note('bare loop of calls', (performance.now() - started) / 1_000, judge.calls.length);

    for (const count of [1, 2]) {
      const taskQueue = `bench-${count}`;
      const env = { ...scene.stack.env, OPENAI_BASE_URL: judge.url, FLYWHEEL_TASK_QUEUE: taskQueue };
      const workers = await Promise.all(Array.from({ length: count }, () => startWorkerProcess(env)));
      const agent = `workers-${count}`;
      await prepare(agent);
      const before = judge.calls.length;
      const run = await startCycle({ ...scene, taskQueue }, agent);
      // What comes after annotating wants a trainer.
      run.result().catch(() => undefined);
      const handle = scene.client.workflow.getHandle(run.cycleId);
      for (;;) {
        const { rows: found } = await scene.pool.query(`select 1 from cycle_stages where cycle_id = $1 and stage = 'annotate'`, [run.cycleId]);
        if (found.length > 0) break;
        await pause(100);
      }
      const { events } = await handle.fetchHistory();
      await handle.terminate('measured');
      const batches = new Set((events ?? []).filter((event) => ['annotateBatch', 'verifyCorrections'].includes(event.activityTaskScheduledEventAttributes?.activityType?.name ?? '')).map(({ eventId }) => String(eventId)));
      const times = (events ?? []).flatMap((event) => {
        const id = String(event.activityTaskCompletedEventAttributes?.scheduledEventId ?? event.eventId);
        return batches.has(id) && event.eventTime ? [Number(event.eventTime.seconds) + (event.eventTime.nanos ?? 0) / 1e9] : [];
      });
      const { rows: judged } = await scene.pool.query(`select 1 from annotations where cycle_id = $1 and status = 'ok'`, [run.cycleId]);
      if (judged.length !== rows) throw new Error(`${judged.length} rows judged instead of ${rows}`);
      note(`annotating, ${count === 1 ? 'one worker' : 'two workers'}`, Math.max(...times) - Math.min(...times), judge.calls.length - before);
      await Promise.all(workers.map((worker) => worker.stop()));
    }
  } finally {
    await judge.close();
    await scene.close();
  }
  return measured;

  async function prepare(agent: string): Promise<void> {
    const config = flywheelSchema.parse({
      agent: { name: agent, champion: { model: 'served' } },
      trigger: { min_new_interactions: 1 },
      annotate: { judge: 'judge', budget_per_cycle: rows, concurrency, reuse_answers_for: '0s' },
      train: { base_model: 'served' },
    });
    await applyWithChampion(scene.pool, config, 'bench');
    await freeze(scene.pool, agent, [{ text: 'a case', reply: 'a reply', intent: 'intent' }]);
    await storeInteractions(
      scene.pool, agent,
      Array.from({ length: rows }, (_, index) => ({
        key: `row-${index}`, at: new Date(Date.UTC(2026, 0, 1, 0, 0, index)), messages: [{ role: 'user' as const, content: `Where is my order number ${index}, please?` }], reply: 'It is on its way.',
      })),
    );
  }
}

if (values.bare !== undefined) await bareLoop(values.bare);
else {
  const measured = await measure();
  const bare = measured[0]!.rate;
  const line = ({ what, seconds, rate, calls, most }: Measured): string =>
    `| ${what} | ${calls} | ${most} | ${seconds.toFixed(1)} | ${rate.toFixed(1)} | ${(rate / limit).toFixed(2)} | ${(rate / bare).toFixed(2)} |`;
  process.stdout.write(
    [`${rows} rows, ${concurrency} calls at once of ${latencyMs} ms: the limit is ${limit.toFixed(1)} a second.`, '',
      '| what | calls | most at once | s | calls a second | of the limit | of the bare loop |', '|---|---:|---:|---:|---:|---:|---:|', ...measured.map(line), ''].join('\n'),
  );
}
